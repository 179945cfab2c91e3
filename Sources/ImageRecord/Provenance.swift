import Digests
import Encodings

/// What a stored rendition says about itself, in the metadata `x-amz-meta-minilab-source`: of which image, which content and which
/// recipe it is.
///
/// It keeps Minilab from developing its own outputs, from overwriting another image's rendition, and tells without a download
/// whether a rendition is current.
public struct Provenance: Sendable, Equatable {
    /// The metadata's name, without `x-amz-meta-`.
    private static let metadataName = "minilab-source"

    /// SHA-256 of the image id, in hexadecimal: an id may hold characters that metadata cannot.
    public var imageHash: String
    /// The ETag of the source.
    public var eTag: String
    /// The version of the source; empty in a bucket without versions.
    public var versionID: String
    /// What it was made by.
    public var recipeHash: String

    /// What a rendition of this source by this recipe says.
    public init(imageID: ImageID, eTag: String, versionID: String?, recipeHash: String) {
        imageHash = Self.hash(of: imageID)
        self.eTag = eTag
        self.versionID = versionID ?? ""
        self.recipeHash = recipeHash
    }

    /// Reads the metadata of an object; `nil` when Minilab did not make it.
    public init?(_ metadata: [String: String]) {
        guard let text = metadata[Self.metadataName] else { return nil }
        let fields = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0) }
        guard fields.count == 4 else { return nil }
        imageHash = fields[0]
        eTag = fields[1]
        versionID = fields[2]
        recipeHash = fields[3]
    }

    /// The hash by which renditions name their image.
    public static func hash(of imageID: ImageID) -> String {
        Hexadecimal.text(Digest.sha256(imageID.description))
    }

    /// The metadata to store with a rendition.
    public var metadata: [String: String] {
        [Self.metadataName: "\(imageHash);\(eTag);\(versionID);\(recipeHash)"]
    }
}
