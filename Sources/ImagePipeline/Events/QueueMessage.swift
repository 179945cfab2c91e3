import FoundationEssentials
import JSON

/// A message of an SQS queue, with the notifications in its body.
public struct QueueMessage: Sendable, Decodable {
    /// What Lambda calls the message in a partial batch response.
    public let messageID: String
    /// How often it has been received, this time included.
    public let receiveCount: Int
    /// Whether the queue is a FIFO queue, whose messages must stay in order.
    public let isFIFO: Bool
    /// What the body says, or why it cannot be read.
    public let notifications: Result<[Event.Notification], EventError>
    /// The body, which is an event of its own.
    let body: [UInt8]

    private struct Attributes: Decodable {
        var receiveCount: String?

        enum CodingKeys: String, CodingKey {
            case receiveCount = "ApproximateReceiveCount"
        }
    }

    private enum Field: String, CodingKey {
        case messageID = "messageId"
        case body
        case attributes
        case eventSourceARN
    }

    /// Reads a message. Only the id is needed to answer; everything else that is wrong is the message's own failure.
    public init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Field.self)
        messageID = try object.decode(String.self, forKey: .messageID)
        let attributes = try? object.decodeIfPresent(Attributes.self, forKey: .attributes)
        receiveCount = attributes?.receiveCount.flatMap { Int($0) } ?? 1
        isFIFO = (try? object.decodeIfPresent(String.self, forKey: .eventSourceARN))?.hasSuffix(".fifo") ?? false
        do {
            let text = try object.decode(String.self, forKey: .body)
            body = Array(text.utf8)
            notifications = Result { () throws(EventError) in try Event.notifications(in: text) }
        } catch {
            body = []
            notifications = .failure(.malformed(error.jsonReason))
        }
    }
}
