/// An environment that cannot be worked with: every problem at once.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// One variable that is missing or wrong.
    public struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// The variable's name.
        public var variable: String
        /// What it holds; `nil` if it is missing, or secret.
        public var value: String?
        /// What would be accepted.
        public var accepted: String

        /// Creates a problem.
        public init(variable: String, value: String?, accepted: String) {
            self.variable = variable
            self.value = value
            self.accepted = accepted
        }

        /// The problem in one line.
        public var description: String {
            "\(variable)\(value.map { " is \"\($0)\"" } ?? " is missing or unusable"): it has to be \(accepted)"
        }
    }

    /// At least one.
    public var problems: [Problem]

    /// Creates an error.
    public init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// One line a problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
