/// A condition that DynamoDB checks in the same moment in which it writes.
public struct ConditionExpression: Sendable, Equatable {
    /// The expression, with `#name` and `:value` for what stands in the other two.
    public var expression: String
    /// Attribute names by their placeholder, the `#` included: many common words are reserved.
    public var names: [String: String]
    /// Values by their placeholder, the `:` included.
    public var values: [String: AttributeValue]

    /// Creates a condition.
    public init(_ expression: String, names: [String: String] = [:], values: [String: AttributeValue] = [:]) {
        self.expression = expression
        self.names = names
        self.values = values
    }
}
