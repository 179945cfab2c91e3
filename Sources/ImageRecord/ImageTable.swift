public import AWSServices

/// The rows, in DynamoDB.
public struct ImageTable: Sendable {
    private let name: String
    private let dynamoDB: DynamoDB

    /// Names the table.
    public init(name: String, dynamoDB: DynamoDB) {
        self.name = name
        self.dynamoDB = dynamoDB
    }

    /// The row of an image as it is now; `nil` when there is none.
    public func row(_ imageID: ImageID, _ context: CallContext) throws(ServiceError) -> Row? {
        let key = [Attribute.imageID.rawValue: AttributeValue.string(imageID.description)]
        return try dynamoDB.getItem(table: name, key: key, context: context).map { Row(item: $0) }
    }

    /// Replaces the row that `row` was made from.
    ///
    /// A retried write may meet its own first attempt, whose answer was lost: the row then is the one that was to be written, and the
    /// commit has succeeded.
    ///
    /// - Returns: Whether it was replaced; `false` when somebody else was faster.
    public func commit(_ row: Row, _ context: CallContext) throws(ServiceError) -> Bool {
        let isFirst = row.revision == 1
        let condition = ConditionExpression(
            isFirst ? "attribute_not_exists(#revision)" : "#revision = :previous",
            names: ["#revision": Attribute.revision.rawValue],
            values: isFirst ? [:] : [":previous": .number(row.revision &- 1)]
        )
        do {
            try dynamoDB.putItem(table: name, item: row.item, condition: condition, context: context)
            return true
        } catch {
            guard case .conditionalCheckFailed = error else { throw error }
            return try self.row(row.imageID, context)?.item == row.item
        }
    }
}
