import AWSServices

/// The rows, in DynamoDB.
struct Table: Sendable {
    let name: String
    let dynamoDB: DynamoDB

    /// The row of an image as it is now; `nil` when there is none.
    func row(_ imageID: String, _ context: CallContext) throws -> Row? {
        let key = ["ImageID": AttributeValue.string(imageID)]
        return try dynamoDB.getItem(table: name, key: key, consistentRead: true, context: context).map { Row(item: $0) }
    }

    /// Replaces the row that `row` was made from.
    ///
    /// A retried write may meet its own first attempt, whose answer was lost: the row then is the one that was to be written, and the
    /// commit has succeeded.
    ///
    /// - Returns: Whether it was replaced; `false` when somebody else was faster.
    func commit(_ row: Row, _ context: CallContext) throws -> Bool {
        let isFirst = row.revision == 1
        let condition = ConditionExpression(
            isFirst ? "attribute_not_exists(#revision)" : "#revision = :previous",
            names: ["#revision": "Revision"],
            values: isFirst ? [:] : [":previous": .number(row.revision - 1)]
        )
        do {
            try dynamoDB.putItem(table: name, item: row.item, condition: condition, context: context)
            return true
        } catch ServiceError.conditionalCheckFailed {
            return try self.row(row.imageID, context)?.item == row.item
        }
    }
}
