import ImageRecord
import JSON

/// The answer of an earlier step as the input of the next one: every rendition of it is a source now, with renditions of this step's
/// own if it likes. An image that was rejected has no renditions, so there is nothing to do for it.
struct ChainedRequest: Decodable {
    struct Result: Decodable {
        var renditions: [Location]?
    }

    struct Location: Decodable {
        var bucket: String
        var key: String
    }

    var results: [Result]
    var renditions: JSONValue?

    var objectEvents: [ObjectEvent] {
        results.flatMap { $0.renditions ?? [] }.map { location in
            ObjectEvent(.requested, bucket: location.bucket, key: location.key, renditions: renditions)
        }
    }
}
