/// A picture laid over a rendition.
public struct Watermark: Sendable, Equatable {
    /// The picture itself.
    public var image: WatermarkImage

    /// Where and how it is placed.
    public var placement: WatermarkPlacement

    /// A picture and its place.
    public init(image: WatermarkImage, placement: WatermarkPlacement = WatermarkPlacement()) {
        self.image = image
        self.placement = placement
    }
}

/// Where and how a watermark is placed on a rendition.
public struct WatermarkPlacement: Sendable, Equatable {
    /// Where on the rendition it is.
    public var gravity = Gravity.southeast

    /// 0 invisible, 1 as opaque as the picture itself.
    public var opacity = 0.5

    /// Its width, as a part of the rendition's.
    public var scale = 0.2

    /// Pixels between it and the edges it is placed at.
    public var margin = 16

    /// Half transparent, a fifth of the width, in the lower right corner.
    public init() {}
}

/// A decoded picture to lay over renditions: decoded once, used for any number of them.
public struct WatermarkImage: Sendable, Equatable {
    /// Pixels that a watermark may have: it is held whole.
    public static let maxPixels = 4_000_000

    /// Bytes that it takes in memory.
    public var bytes: Int { bitmap.samples.count }

    let bitmap: Bitmap

    init(bitmap: Bitmap) {
        self.bitmap = bitmap
    }
}
