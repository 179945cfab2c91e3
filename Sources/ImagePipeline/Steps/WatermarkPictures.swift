import AWSServices
import Digests
import Encodings
import ImageEngine

/// The watermark pictures of one recipe, as they are in S3 now.
struct WatermarkPictures: Sendable {
    private var pictures: [S3Location: WatermarkPicture] = [:]

    /// Bytes of memory that they take.
    var bytes: Int { pictures.values.reduce(0) { $0 + $1.image.bytes } }

    subscript(_ location: S3Location) -> WatermarkPicture? {
        get { pictures[location] }
        set { pictures[location] = newValue }
    }

    /// The hash that rows and renditions carry: the recipe's, changed by its pictures, so that a search for stale renditions finds
    /// those with the old logo. A recipe without a watermark keeps its hash.
    func hash(of recipeHash: String) -> String {
        guard !pictures.isEmpty else { return recipeHash }
        let eTags = pictures.map { "\($0.key) \($0.value.eTag)" }.sorted()
        let text = ([recipeHash] + eTags).joined(separator: "\n")
        return String(Hexadecimal.text(Digest.sha256(text)).prefix(32))
    }
}

/// One picture, decoded, and the object it was.
struct WatermarkPicture: Sendable {
    var eTag: String
    var image: WatermarkImage
}

/// A watermark that cannot be used until somebody fixes it. Images that need it are retried, not rejected.
struct WatermarkUnavailable: Error, Equatable, CustomStringConvertible {
    let location: S3Location
    let reason: String

    var description: String { "the watermark \(location) cannot be used: \(reason)" }
}

extension Recipe {
    /// The pictures that its renditions need.
    var watermarkLocations: Set<S3Location> { Set(renditions.compactMap { $0.watermark?.location }) }
}

extension RenditionRecipe {
    /// How it is drawn; `nil` for a copy.
    func settings(_ watermarks: WatermarkPictures) -> RenditionSettings? {
        guard case .render(var settings, let watermark) = work else { return nil }
        if let watermark, let picture = watermarks[watermark.location] {
            settings.watermark = watermark.watermark(of: picture.image)
        }
        return settings
    }
}
