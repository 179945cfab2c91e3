/// Reads variables and collects what is wrong with them, so that all of it is reported at once.
///
/// An empty variable counts as unset: templates cannot leave one out.
public struct EnvironmentReader {
    private let environment: [String: String]
    /// What has been found wrong so far.
    public private(set) var problems: [EnvironmentError.Problem] = []

    /// Reads `environment`.
    public init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The value, as it is; `nil` if there is none.
    public func text(_ variable: EnvironmentVariable) -> String? {
        environment[variable.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What `parse` makes of the value; `nil` if there is none, or if `parse` refuses it, which is noted as a problem.
    public mutating func value<Value>(
        _ variable: EnvironmentVariable,
        accepted: String,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = text(variable) else { return nil }
        if let value = parse(text) { return value }
        refuse(variable, accepted: accepted)
        return nil
    }

    /// A value that must be set.
    public mutating func required(_ variable: EnvironmentVariable, accepted: String) -> String? {
        if let text = text(variable) { return text }
        refuse(variable, accepted: accepted)
        return nil
    }

    /// A whole number.
    public mutating func integer(_ variable: EnvironmentVariable, in range: ClosedRange<Int>) -> Int? {
        value(variable, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// `true` or `false`, in any letter case; unset is false.
    public mutating func flag(_ variable: EnvironmentVariable) -> Bool {
        value(variable, accepted: "true, false") { ["true": true, "false": false][$0.lowercased()] } ?? false
    }

    /// One of a few words; `otherwise` if it is unset, or wrong, which is noted as a problem.
    public mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ variable: EnvironmentVariable,
        otherwise: Choice
    ) -> Choice {
        let accepted = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return value(variable, accepted: accepted) { Choice(rawValue: $0) } ?? otherwise
    }

    /// Notes that the value of `variable`, or its absence, is not accepted. The value of a secret is not repeated.
    public mutating func refuse(_ variable: EnvironmentVariable, accepted: String, isSecret: Bool = false) {
        guard let text = text(variable) else { return explain(variable, "is missing; accepted: \(accepted)") }
        guard !isSecret else { return explain(variable, "cannot be used; accepted: \(accepted)") }
        problems.append(
            EnvironmentError.Problem(
                variable: variable,
                value: text,
                explanation: "\"\(text)\" is not accepted; accepted: \(accepted)"
            )
        )
    }

    /// Notes a problem in the caller's words.
    public mutating func explain(_ variable: EnvironmentVariable, _ explanation: String) {
        problems.append(EnvironmentError.Problem(variable: variable, value: nil, explanation: explanation))
    }
}

/// A part of the configuration that the environment describes.
public protocol ReadFromEnvironment {
    /// Reads what belongs to this part; `nil` only if that left a problem in `reader`. It may also leave one and succeed.
    init?(reading reader: inout EnvironmentReader)
}

extension ReadFromEnvironment {
    /// Reads this part alone.
    public init(environment: [String: String]) throws(EnvironmentError) {
        var reader = EnvironmentReader(environment)
        let read = Self(reading: &reader)
        guard let read, reader.problems.isEmpty else { throw EnvironmentError(problems: reader.problems) }
        self = read
    }
}
