/// Amazon DynamoDB, as far as Minilab needs it. Every call blocks, retries by itself, and keeps to the context's deadline.
public struct DynamoDB: Sendable {
    private let client: AWSClient

    /// Creates the service on `client`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// The item with this key; `nil` if there is none.
    public func getItem(
        table: String,
        key: [String: AttributeValue],
        consistentRead: Bool,
        context: CallContext
    ) throws(ServiceError) -> [String: AttributeValue]? {
        struct Input: Encodable {
            var tableName: String
            var key: [String: AttributeValue]
            var consistentRead: Bool

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
        let input = Input(tableName: table, key: key, consistentRead: consistentRead)
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

    /// Reads a table from one end to the other, a page at a time, in no particular order.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - filter: What to hand over; the rest is read, and paid for, all the same.
    ///   - pageSize: How many items DynamoDB reads for a page at most; `nil` for a megabyte.
    ///   - context: The invocation.
    ///   - page: Called for each page, which may be empty. Returning `false` ends the scan; an error is thrown on unchanged.
    /// - Throws: ``ServiceError``, or what `page` threw.
    public func scan(
        table: String,
        filter: ConditionExpression? = nil,
        pageSize: Int? = nil,
        context: CallContext,
        page: ([[String: AttributeValue]]) throws -> Bool
    ) throws {
        struct Input: Encodable {
            var tableName: String
            var filterExpression: String?
            var expressionAttributeNames: [String: String]?
            var expressionAttributeValues: [String: AttributeValue]?
            var limit: Int?
            var exclusiveStartKey: [String: AttributeValue]?

            enum CodingKeys: String, CodingKey {
                case tableName = "TableName"
                case filterExpression = "FilterExpression"
                case expressionAttributeNames = "ExpressionAttributeNames"
                case expressionAttributeValues = "ExpressionAttributeValues"
                case limit = "Limit"
                case exclusiveStartKey = "ExclusiveStartKey"
            }
        }
        struct Output: Decodable {
            var items: [[String: AttributeValue]]
            var lastEvaluatedKey: [String: AttributeValue]?

            enum CodingKeys: String, CodingKey {
                case items = "Items"
                case lastEvaluatedKey = "LastEvaluatedKey"
            }
        }
        var input = Input(
            tableName: table,
            filterExpression: filter?.expression,
            expressionAttributeNames: filter?.names.nilIfEmpty,
            expressionAttributeValues: filter?.values.nilIfEmpty,
            limit: pageSize
        )
        repeat {
            let output = try call("Scan", table, input, context, output: Output.self)
            guard try page(output.items) else { return }
            input.exclusiveStartKey = output.lastEvaluatedKey?.nilIfEmpty
        } while input.exclusiveStartKey != nil
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
