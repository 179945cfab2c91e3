import FoundationEssentials
import JSON

/// An invocation's payload, told apart by its shape.
public enum Event: Sendable {
    /// What S3, SNS or EventBridge deliver directly: it succeeds or fails as a whole. A test event holds none.
    case notifications([Notification])
    /// Messages of an SQS queue: each succeeds or fails by itself.
    case queue([QueueMessage])
    /// Tasks of an S3 Batch Operations job: each is answered by itself.
    case batchJob(BatchJob)

    /// One record: what it says, or why it cannot be read.
    public typealias Notification = Result<ObjectEvent, EventError>

    /// Reads a payload.
    ///
    /// - Throws: ``EventError`` when the payload as a whole cannot be read; a record that cannot be read is a failure of its own.
    public init(_ payload: [UInt8]) throws(EventError) {
        do {
            self = try JSONDecoder().decode(EventEnvelope.self, from: Data(payload)).event
        } catch let error as EventError {
            throw error
        } catch {
            throw .malformed(error.jsonReason)
        }
    }

    /// The notifications inside the text of a message.
    static func notifications(in text: String) throws(EventError) -> [Notification] {
        switch try Event(Array(text.utf8)) {
        case .notifications(let notifications): return notifications
        case .queue: throw .malformed("a message that holds a queue's event")
        case .batchJob: throw .malformed("a message that holds a batch job")
        }
    }
}
