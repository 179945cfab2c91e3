/// Amazon DynamoDB, as far as Minilab needs it. Every call blocks, retries by itself, and keeps to the context's deadline.
public struct DynamoDB: Sendable {
    private let client: AWSClient

    /// Creates the service on `client`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// The item with this key, as it is after every write that has been answered; `nil` if there is none.
    public func getItem(
        table: String,
        key: [String: AttributeValue],
        context: CallContext
    ) throws(ServiceError) -> [String: AttributeValue]? {
        struct Input: Encodable {
            var tableName: String
            var key: [String: AttributeValue]
            // An inconsistent read could tell somebody who just wrote that nothing is there.
            var consistentRead = true

            enum CodingKeys: String, CodingKey {
                case tableName = "TableName"
                case key = "Key"
                case consistentRead = "ConsistentRead"
            }
        }
        struct Output: Decodable {
            var item: [String: AttributeValue]?

            enum CodingKeys: String, CodingKey {
                case item = "Item"
            }
        }
        let input = Input(tableName: table, key: key)
        return try call("GetItem", table, input, context, output: Output.self).item
    }

    /// Writes a whole item in place of what has its key.
    ///
    /// - Throws: ``ServiceError/conditionalCheckFailed(_:)`` if `condition` does not hold. That may also be our own earlier write
    ///   whose answer was lost, so that it was sent twice.
    public func putItem(
        table: String,
        item: [String: AttributeValue],
        condition: ConditionExpression? = nil,
        context: CallContext
    ) throws(ServiceError) {
        struct Input: Encodable {
            var tableName: String
            var item: [String: AttributeValue]
            var conditionExpression: String?
            var expressionAttributeNames: [String: String]?
            var expressionAttributeValues: [String: AttributeValue]?

            enum CodingKeys: String, CodingKey {
                case tableName = "TableName"
                case item = "Item"
                case conditionExpression = "ConditionExpression"
                case expressionAttributeNames = "ExpressionAttributeNames"
                case expressionAttributeValues = "ExpressionAttributeValues"
            }
        }
        let input = Input(
            tableName: table,
            item: item,
            conditionExpression: condition?.expression,
            expressionAttributeNames: condition?.names.nilIfEmpty,
            expressionAttributeValues: condition?.values.nilIfEmpty
        )
        _ = try call("PutItem", table, input, context, output: EmptyOutput.self)
    }

    private func call<Input: Encodable, Output: Decodable>(
        _ operation: String,
        _ table: String,
        _ input: Input,
        _ context: CallContext,
        output: Output.Type
    ) throws(ServiceError) -> Output {
        try client.performJSON(
            .dynamodb,
            target: "DynamoDB_20120810.\(operation)",
            name: "\(operation) table \(table)",
            input,
            context,
            output: output
        )
    }
}

extension Dictionary {
    /// DynamoDB refuses an empty map where it expects none.
    fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}
