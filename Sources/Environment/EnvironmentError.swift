/// An environment that Minilab cannot start with: every problem at once.
public struct EnvironmentError: Error, Equatable, CustomStringConvertible {
    /// One variable that is missing or wrong.
    public struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// The variable.
        public var variable: EnvironmentVariable
        /// What it holds; `nil` if it is missing, or secret.
        public var value: String?
        /// What is wrong, and what would be accepted.
        public var explanation: String

        /// The problem in one line, which begins with the variable's name.
        public var description: String { "\(variable.rawValue): \(explanation)" }
    }

    /// At least one.
    public var problems: [Problem]

    /// Creates an error.
    public init(problems: [Problem]) {
        self.problems = problems
    }

    /// The problems in one line.
    public var description: String { problems.map(\.description).joined(separator: "; ") }
}
