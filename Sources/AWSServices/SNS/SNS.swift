import Encodings
import HTTP

/// Amazon SNS, as far as Minilab needs it. Every call blocks, retries by itself, and keeps to the context's deadline.
public struct SNS: Sendable {
    private let client: AWSClient

    /// Creates the service on `client`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// Sends `message` to the subscribers of a topic, at least once.
    ///
    /// - Parameters:
    ///   - topicARN: The topic.
    ///   - message: At most 256 KB.
    ///   - attributes: What subscriptions can filter by; sent as strings. SNS refuses empty values, so they are left out.
    ///   - context: The invocation.
    /// - Throws: ``ServiceError``.
    public func publish(
        topicARN: String,
        message: String,
        attributes: [String: String] = [:],
        context: CallContext
    ) throws(ServiceError) {
        var form = [("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", topicARN), ("Message", message)]
        let attributes = attributes.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        for (index, attribute) in attributes.enumerated() {
            let entry = "MessageAttributes.entry.\(index + 1)"
            form += [
                ("\(entry).Name", attribute.key),
                ("\(entry).Value.DataType", "String"),
                ("\(entry).Value.StringValue", attribute.value),
            ]
        }
        let body = form.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
        var call = ServiceCall(.sns, "Publish topic \(topicARN)", .post, body: Array(body.utf8))
        call.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        try client.perform(call, context) { response throws(ServiceError) in
            guard let root = XMLElement(parsing: response.body), root.name == "PublishResponse" else {
                throw .malformedResponse(operation: call.name, detail: "it is no PublishResponse")
            }
        }
    }
}
