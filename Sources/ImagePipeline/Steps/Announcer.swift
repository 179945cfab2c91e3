import AWSServices
import FoundationEssentials
import ImageRecord
import JSON

/// Tells subscribers what became of an image, after its row says so: at least once, never before.
struct Announcer: Sendable {
    let topicARN: String
    let environment: String
    let sns: SNS

    func announce(_ row: Row, _ context: CallContext) throws {
        guard let status = row.status else { return }
        let result = ImageResult(
            imageId: row.imageID.description,
            status: status,
            renditions: row.renditions,
            placeholder: row.placeholder,
            focus: row.focus,
            reason: row.reason,
            sequencer: row.sequencer?.text
        )
        try sns.publish(
            topicARN: topicARN,
            message: String(decoding: JSONEncoder.canonical.encode(result), as: UTF8.self),
            attributes: ["status": status.rawValue, "environment": environment],
            context: context
        )
    }
}
