import SigV4

/// What a stored rendition says of itself, in the metadata `x-amz-meta-minilab-source`: of which image, which content and which
/// recipe it is.
///
/// It keeps Minilab from developing its own outputs, from overwriting another image's rendition, and tells without a download
/// whether a rendition is current.
struct Provenance: Sendable, Equatable {
    /// The metadata's name, without `x-amz-meta-`.
    static let metadataName = "minilab-source"

    /// SHA-256 of the image id, in hexadecimal: an id may hold characters that metadata cannot.
    var imageHash: String
    var eTag: String
    var versionID: String
    var recipeHash: String

    init(imageID: String, eTag: String, versionID: String?, recipeHash: String) {
        imageHash = TextEncoding.hex(Digest.sha256(imageID))
        self.eTag = eTag
        self.versionID = versionID ?? ""
        self.recipeHash = recipeHash
    }

    /// Reads the metadata of an object; `nil` when Minilab did not make it.
    init?(_ metadata: [String: String]) {
        guard let text = metadata[Self.metadataName] else { return nil }
        let fields = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0) }
        guard fields.count == 4 else { return nil }
        imageHash = fields[0]
        eTag = fields[1]
        versionID = fields[2]
        recipeHash = fields[3]
    }

    var metadata: [String: String] {
        [Self.metadataName: "\(imageHash);\(eTag);\(versionID);\(recipeHash)"]
    }
}
