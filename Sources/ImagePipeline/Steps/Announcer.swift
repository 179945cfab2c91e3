import AWSServices
import FoundationEssentials

/// Tells subscribers what became of an image, after its row says so: at least once, never before.
struct Announcer: Sendable {
    let topicARN: String
    let environment: String
    let sns: SNS

    func announce(_ row: Row, _ context: CallContext) throws {
        let result = ImageResult(
            imageId: row.imageID,
            status: row.status,
            renditions: row.renditions,
            placeholder: row.placeholder,
            reason: row.reason,
            sequencer: row.sequencer?.text
        )
        try sns.publish(
            topicARN: topicARN,
            message: String(decoding: JSONEncoder.answer.encode(result), as: UTF8.self),
            attributes: ["status": row.status.rawValue, "environment": environment],
            context: context
        )
    }
}
