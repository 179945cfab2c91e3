import AWSServices
import ImageEngine
import ImageFormats
import ImageRecord

/// One image, with everything that is decided about it before its object has been looked at.
struct Subject: Sendable {
    let event: ObjectEvent
    let key: SourceKey
    let recipe: Recipe
    let recipeHash: String
    /// The pictures that its renditions need, or why they cannot be fetched, which matters only if the object is drawn.
    let watermarks: Result<WatermarkPictures, any Error>
    let destinationBucket: String?
    /// Whether the request brought renditions of its own: they are made and listed in the answer, and the row, which is about the
    /// recipe's renditions, stays as it is.
    let isOneOff: Bool

    var imageID: ImageID { event.imageID }

    /// Where the object is read: as it is now, whatever version a request names, because that is what the row is about. A version by
    /// its name is read only for renditions that no row is about.
    var source: S3Location {
        S3Location(bucket: event.bucket, key: event.key, versionID: isOneOff ? event.versionID : nil)
    }

    /// Where a rendition goes; `original` is the format of the source, `written` what comes out, nil for a copy.
    ///
    /// - Throws: ``Rejection`` when the key would be empty or too long, or is the source's own.
    func location(
        of rendition: RenditionRecipe,
        original: ImageFormat?,
        written: ImageFormat?,
        eTag: String
    ) throws -> S3Location {
        let bucket = rendition.bucket.resolved(source: event.bucket, destination: destinationBucket)
        do {
            let key = try rendition.key.expanded(
                for: key,
                rendition: rendition.name,
                extension: rendition.fileExtension(of: key, original: original, written: written),
                hash: Recipe.contentHash(eTag: eTag, recipeHash: recipeHash)
            )
            guard bucket != event.bucket || key != event.key else {
                throw Rejection("the rendition \(rendition.name) would replace its own source at s3://\(bucket)/\(key)")
            }
            return S3Location(bucket: bucket, key: key)
        } catch let error as KeyTemplateError {
            throw Rejection("\(error)")
        }
    }

    /// Every location at which a rendition of this image may lie without a row that lists it: left there by an attempt that was
    /// interrupted. Keys that hold a hash are unknown without the content; the row that listed them names them.
    var candidates: [S3Location] {
        var locations: [S3Location] = []
        for rendition in recipe.renditions where !rendition.key.uses(.hash) {
            for original in recipe.accept.formats {
                for written in rendition.outcomes(of: original) {
                    let location = try? location(of: rendition, original: original, written: written, eTag: "")
                    if let location, !locations.contains(location) { locations.append(location) }
                }
            }
        }
        return locations
    }
}
