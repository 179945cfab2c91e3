import AWSServices
public import ImageEngine

/// The watermark of a rendition, its picture still in S3.
public struct WatermarkRecipe: Sendable, Equatable {
    /// Bucket of the picture, a PNG.
    public var bucket: String
    /// Key of the picture.
    public var key: String
    /// Where it lies on the rendition.
    public var gravity: Gravity
    /// From 0 (invisible) to 1.
    public var opacity: Double
    /// Its width as a part of the rendition's width, above 0 and up to 1.
    public var scale: Double
    /// The distance from the rendition's edges, in pixels.
    public var margin: Int

    /// The watermark once its picture is there.
    public func watermark(of image: WatermarkImage) -> Watermark {
        var watermark = Watermark(image: image)
        watermark.gravity = gravity
        watermark.opacity = opacity
        watermark.scale = scale
        watermark.margin = margin
        return watermark
    }

    var location: S3Location { S3Location(bucket: bucket, key: key) }
}
