import JSON

/// A direct invocation: a person or a workflow asks for one object, with renditions of its own if it likes.
///
/// The renditions of an answer have this shape too, so that one step's output can be the next one's input.
struct DirectRequest: Decodable {
    var bucket: String
    var key: String
    var versionId: String?
    var renditions: JSONValue?

    var objectEvent: ObjectEvent {
        ObjectEvent(.requested, bucket: bucket, key: key, versionID: versionId, renditions: renditions)
    }
}
