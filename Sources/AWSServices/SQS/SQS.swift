/// Amazon SQS, as far as Minilab needs it. Every call blocks, retries by itself, and keeps to the context's deadline.
public struct SQS: Sendable {
    private let client: AWSClient

    /// Creates the service on `client`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// Puts a message into a standard queue, at least once.
    public func sendMessage(queueURL: String, body: String, context: CallContext) throws(ServiceError) {
        struct Input: Encodable {
            var queueURL: String
            var messageBody: String

            enum CodingKeys: String, CodingKey {
                case queueURL = "QueueUrl"
                case messageBody = "MessageBody"
            }
        }
        _ = try client.performJSON(
            .sqs,
            target: "AmazonSQS.SendMessage",
            name: "SendMessage queue \(queueURL)",
            Input(queueURL: queueURL, messageBody: body),
            context,
            output: EmptyOutput.self
        )
    }
}
