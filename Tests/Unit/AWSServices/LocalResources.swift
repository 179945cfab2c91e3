import HTTP

@testable import AWSServices

/// Makes what a test needs on a local server, through the client under test.
struct LocalResources {
    private let client: AWSClient
    private let context = CallContext()

    init(_ client: AWSClient) {
        self.client = client
    }

    func createBucket(_ name: String) throws {
        let xml =
            "<CreateBucketConfiguration><LocationConstraint>\(client.configuration.region)</LocationConstraint></CreateBucketConfiguration>"
        var call = ServiceCall(.s3, "CreateBucket", .put, body: Array(xml.utf8))
        call.bucket = name
        try client.perform(call, context) { _ in }
    }

    func createTable(_ name: String, key: String) throws {
        struct Input: Encodable {
            var table: String
            var attributes: [[String: String]]
            var keys: [[String: String]]
            var billing = "PAY_PER_REQUEST"

            enum CodingKeys: String, CodingKey {
                case table = "TableName"
                case attributes = "AttributeDefinitions"
                case keys = "KeySchema"
                case billing = "BillingMode"
            }
        }
        let input = Input(
            table: name,
            attributes: [["AttributeName": key, "AttributeType": "S"]],
            keys: [["AttributeName": key, "KeyType": "HASH"]]
        )
        _ = try client.performJSON(
            .dynamodb,
            target: "DynamoDB_20120810.CreateTable",
            name: "CreateTable",
            input,
            context,
            output: EmptyOutput.self
        )
    }

    func createTopic(_ name: String) throws -> String {
        var call = ServiceCall(
            .sns,
            "CreateTopic",
            .post,
            body: Array("Action=CreateTopic&Version=2010-03-31&Name=\(name)".utf8)
        )
        call.headers["Content-Type"] = "application/x-www-form-urlencoded"
        return try client.perform(call, context) { response in
            XMLElement(parsing: response.body)?["CreateTopicResult"]?["TopicArn"]?.text ?? ""
        }
    }
}
