import ImageEngine
import Telemetry

/// Reads variables and collects what is wrong with them. An empty variable counts as unset: templates cannot leave one out.
struct EnvironmentReader {
    let environment: [String: String]
    private(set) var problems: [String] = []

    init(environment: [String: String]) {
        self.environment = environment
    }

    func text(_ variable: ConfigurationVariable) -> String? {
        environment[variable.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    mutating func problem(_ variable: ConfigurationVariable, _ value: String, accepted: String) {
        problems.append("\(variable.rawValue): \"\(value)\" is not accepted; accepted: \(accepted)")
    }

    mutating func integer(_ variable: ConfigurationVariable, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(variable) else { return nil }
        if let value = Int(text), range.contains(value) { return value }
        problem(variable, text, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    mutating func logLevel() -> Log.Level {
        guard let text = text(.logLevel) else { return .info }
        if let level = Log.Level(name: text) { return level }
        problem(.logLevel, text, accepted: Log.Level.allCases.map(\.rawValue).joined(separator: ", "))
        return .info
    }

    mutating func codec() -> Codec {
        guard let text = text(.codec) else { return .fast }
        if let codec = Codec(rawValue: text) { return codec }
        problem(.codec, text, accepted: Codec.allCases.map(\.rawValue).joined(separator: ", "))
        return .fast
    }

    mutating func recipe() -> Recipe? {
        do {
            return try Recipe(text(.recipe) ?? "thumbnail")
        } catch {
            problems += error.problems.map { "\(ConfigurationVariable.recipe.rawValue): \($0)" }
            return nil
        }
    }

    /// Without the source's name only renditions that go where the images come from can be told to feed themselves.
    mutating func refuseSelfFeeding(_ recipe: Recipe, destination: String?) {
        let names = recipe.selfFeedingRenditions(source: nil, destination: destination).map(\.name)
        guard !names.isEmpty else { return }
        problems.append(
            "\(ConfigurationVariable.recipe.rawValue): the output of \(names.joined(separator: ", ")) would land in its own source "
                + "bucket under \"\(recipe.sourcePrefix)\"; set \(ConfigurationVariable.destinationBucket.rawValue), or give "
                + "keys outside sourcePrefix"
        )
    }
}
