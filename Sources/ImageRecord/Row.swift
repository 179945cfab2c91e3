public import FoundationEssentials

/// What the table knows about one image.
///
/// `revision` counts the commits: a row is only ever replaced by one that was made from it. A row outlives the program that wrote it,
/// so what names a format is text here.
public struct Row: Sendable, Equatable {
    /// The key of the table.
    public var imageID: ImageID
    /// The bucket of the source.
    public var bucket: String
    /// The key of the source.
    public var key: String
    /// The version of the source, in a bucket that has versions.
    public var versionID: String?
    /// The ETag of the source, without quotes.
    public var eTag: String?
    /// Bytes of the source.
    public var size: Int?
    /// The format of the source, as recipes name it.
    public var format: String?
    /// Pixels of the source, after orientation.
    public var width: Int?
    /// Pixels of the source, after orientation.
    public var height: Int?
    /// When the source was stored.
    public var uploadTime: Date?
    /// When the row was made.
    public var processedTime: Date?
    /// Who stored the source.
    public var uploadedBy: String?
    /// What became of the image; `nil` if the row's status is not known here. Because of such a row no event is ever
    /// dropped.
    public var status: ImageStatus?
    /// Why it is not ready.
    public var reason: String?
    /// What is stored for it.
    public var renditions: [StoredRendition]
    /// What a page shows until a rendition is there.
    public var placeholder: StoredPlaceholder?
    /// Where people look in it; `nil` where no recipe asked.
    public var focus: StoredFocus?
    /// The place of the newest event committed among those of the same key.
    public var sequencer: Sequencer?
    /// How often a row of this image was committed; 0 when the row does not say.
    public var revision: Int
    /// What the renditions were made by.
    public var recipeHash: String

    /// Begins the row that replaces `row`, or the first one.
    public init(_ imageID: ImageID, bucket: String, key: String, recipeHash: String, replacing row: Row?) {
        self.imageID = imageID
        self.bucket = bucket
        self.key = key
        self.recipeHash = recipeHash
        renditions = []
        revision = Self.revision(after: row?.revision ?? 0)
    }

    /// The file name: the key without its folders.
    public var filename: String {
        key.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(key[key.utf8.index(after: $0)...]) } ?? key
    }

    /// The same row, to be committed again.
    public var confirmed: Row {
        var row = self
        row.revision = Self.revision(after: revision)
        return row
    }

    /// Differs from the number before, whatever somebody has written into the row.
    private static func revision(after previous: Int) -> Int { previous &+ 1 }

    /// What every current rendition says about itself; `nil` for a row without an object.
    public var provenance: Provenance? {
        eTag.map { Provenance(imageID: imageID, eTag: $0, versionID: versionID, recipeHash: recipeHash) }
    }
}
