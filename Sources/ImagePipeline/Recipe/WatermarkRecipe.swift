import AWSServices
public import ImageEngine

/// The watermark of a rendition, its picture still in S3.
public struct WatermarkRecipe: Sendable, Equatable {
    /// Bucket of the picture, a PNG.
    public var bucket: String
    /// Key of the picture.
    public var key: String
    /// Where and how it lies on the rendition.
    public var placement: WatermarkPlacement

    /// The watermark once its picture is there.
    public func watermark(of image: WatermarkImage) -> Watermark { Watermark(image: image, placement: placement) }

    var location: S3Location { S3Location(bucket: bucket, key: key) }
}
