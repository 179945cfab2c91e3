import Encodings
public import FoundationEssentials
public import ImageRecord
public import JSON

/// What happened to an object, or what is asked to be done with it.
public struct ObjectEvent: Sendable, Equatable {
    /// How Minilab learned of it.
    public enum Kind: Sendable, Equatable {
        /// The object was written.
        case created
        /// The object, or a version of it, was removed.
        case removed
        /// A person, a workflow or a batch job asks for it: always worked on.
        case requested
    }

    /// How Minilab learned of it.
    public var kind: Kind
    /// The bucket's name.
    public var bucket: String
    /// The key, decoded.
    public var key: String
    /// The version that is asked for; notifications are about the object as it is now, whatever version they name.
    public var versionID: String?
    /// The place of the event among those of the same key; some S3s leave it out.
    public var sequencer: Sequencer?
    /// When it happened.
    public var time: Date?
    /// Who did it.
    public var principal: String?
    /// Renditions to make instead of the recipe's, as JSON.
    public var renditions: JSONValue?

    /// Creates an event.
    public init(
        _ kind: Kind,
        bucket: String,
        key: String,
        versionID: String? = nil,
        sequencer: Sequencer? = nil,
        time: Date? = nil,
        principal: String? = nil,
        renditions: JSONValue? = nil
    ) {
        self.kind = kind
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.sequencer = sequencer
        self.time = time
        self.principal = principal
        self.renditions = renditions
    }

    /// The row's key: bucket and key.
    public var imageID: ImageID { ImageID(bucket: bucket, key: key) }

    /// The key that S3's notifications and batch jobs write as a form's field.
    static func decodedKey(_ field: String) throws(EventError) -> String {
        guard let key = PercentEncoding.decodedField(field) else { throw .undecodableKey(field) }
        return key
    }
}
