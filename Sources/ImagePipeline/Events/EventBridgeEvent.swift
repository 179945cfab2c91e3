import FoundationEssentials
import ImageRecord
import Time

/// "Object Created" and "Object Deleted" as S3 sends them to EventBridge. Keys are not encoded here.
struct EventBridgeEvent: Decodable {
    struct Detail: Decodable {
        struct Bucket: Decodable {
            var name: String
        }

        struct Object: Decodable {
            var key: String
            var versionID: String?
            var sequencer: String?

            enum CodingKeys: String, CodingKey {
                case key
                case versionID = "version-id"
                case sequencer
            }
        }

        var bucket: Bucket
        var object: Object
        var requester: String?
    }

    var detailType: String
    var time: String?
    var detail: Detail

    enum CodingKeys: String, CodingKey {
        case detailType = "detail-type"
        case time
        case detail
    }

    /// What the event says; `nil` when it is about something that changes no image.
    var objectEvent: ObjectEvent? {
        let kinds: [String: ObjectEvent.Kind] = ["Object Created": .created, "Object Deleted": .removed]
        guard let kind = kinds[detailType] else { return nil }
        return ObjectEvent(
            kind,
            bucket: detail.bucket.name,
            key: detail.object.key,
            versionID: detail.object.versionID,
            sequencer: detail.object.sequencer.flatMap { Sequencer($0) },
            time: time.flatMap { Date(timestamp: $0) },
            principal: detail.requester
        )
    }
}
