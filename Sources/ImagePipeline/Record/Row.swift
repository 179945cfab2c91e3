import FoundationEssentials
import ImageEngine
import ImageFormats

/// What the table knows of one image.
///
/// `revision` counts the commits: a row is only ever replaced by one that was made from it.
struct Row: Sendable, Equatable {
    var imageID: String
    var bucket: String
    var key: String
    var versionID: String?
    var eTag: String?
    /// Bytes of the source object.
    var size: Int?
    var format: ImageFormat?
    /// Pixels, after orientation.
    var pixelSize: PixelSize?
    var uploadTime: Date?
    var processedTime: Date
    var uploadedBy: String?
    var status: ImageStatus
    var reason: String?
    var renditions: [StoredRendition]
    var placeholder: StoredPlaceholder?
    var sequencer: Sequencer?
    var revision: Int
    var recipeHash: String

    /// The file name: the key without its folders.
    var filename: String {
        key.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(key[key.utf8.index(after: $0)...]) } ?? key
    }

    /// The same row, said once more.
    var confirmed: Row {
        var row = self
        row.revision += 1
        return row
    }

    /// What every current rendition says of itself; `nil` for a row without an object.
    var provenance: Provenance? {
        eTag.map { Provenance(imageID: imageID, eTag: $0, versionID: versionID, recipeHash: recipeHash) }
    }
}
