/// A condition that DynamoDB checks atomically with the write.
public struct ConditionExpression: Sendable, Equatable {
    /// The expression, with a `#name` and a `:value` for each of the other two.
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
