import FoundationEssentials
import ImageRecord
import Time

/// One record of an S3 event notification, major version 2 (S3 user guide, "Event message structure").
///
/// Only what is needed is required: emulators and other S3s leave fields out, and write times without a zone.
struct S3Record: Decodable {
    struct Entity: Decodable {
        struct Bucket: Decodable {
            var name: String
        }

        struct Object: Decodable {
            var key: String
            var versionId: String?
            var sequencer: String?
        }

        var bucket: Bucket
        var object: Object
    }

    struct Principal: Decodable {
        var principalId: String?
    }

    var eventVersion: String?
    var eventName: String
    var eventTime: String?
    var userIdentity: Principal?
    var s3: Entity

    /// What the record says; `nil` when it is about something that changes no image (tags, replication, restores).
    var objectEvent: ObjectEvent? {
        get throws(EventError) {
            if let eventVersion, !eventVersion.hasPrefix("2.") {
                throw .malformed("eventVersion \"\(eventVersion)\"; accepted: 2.x")
            }
            guard let kind else { return nil }
            return ObjectEvent(
                kind,
                bucket: s3.bucket.name,
                key: try ObjectEvent.decodedKey(s3.object.key),
                versionID: s3.object.versionId,
                sequencer: s3.object.sequencer.flatMap { Sequencer($0) },
                time: eventTime.flatMap { Date(timestamp: $0) },
                principal: userIdentity?.principalId
            )
        }
    }

    private var kind: ObjectEvent.Kind? {
        let name = eventName.hasPrefix("s3:") ? eventName.dropFirst("s3:".count) : eventName[...]
        if name.hasPrefix("ObjectCreated:") { return .created }
        return name.hasPrefix("ObjectRemoved:") || name.hasPrefix("LifecycleExpiration:") ? .removed : nil
    }
}
