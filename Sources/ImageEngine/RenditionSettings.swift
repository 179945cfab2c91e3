public import ImageFormats

/// What one rendition shall be.
public struct RenditionSettings: Sendable, Equatable {
    /// The box it shall fit; nil: full size.
    public var resize: Resize?

    /// The format of its bytes; nil: the source's, or what stands in for one that cannot be written.
    public var format: ImageFormat?

    /// JPEG's quality, 1...100; values outside count as the nearest inside.
    public var quality = 80

    /// Whether a JPEG is written in several scans.
    public var progressive = false

    /// How finely a JPEG keeps color; nil: 4:2:0, from `fineQuality` on 4:4:4.
    public var chromaSubsampling: ChromaSubsampling?

    /// What shows through transparency in a JPEG, and around the picture with `Fit.contain`.
    public var background = RGBColor.white

    /// A picture laid over it.
    public var watermark: Watermark?

    /// Full size, the same format, quality 80.
    public init() {}
}

/// How many chroma samples a JPEG keeps for its luma samples.
public enum ChromaSubsampling: String, Sendable, Codable, CaseIterable {
    /// One for each 2x2 pixels.
    case yuv420 = "4:2:0"

    /// One for each pixel.
    case yuv444 = "4:4:4"
}

extension RenditionSettings {
    /// The quality from which on a JPEG keeps color as finely as luma, unless it is told otherwise.
    public static let fineQuality = 90

    /// How finely color is kept.
    public var chroma: ChromaSubsampling {
        chromaSubsampling ?? (clampedQuality >= Self.fineQuality ? .yuv444 : .yuv420)
    }

    var clampedQuality: Int { min(max(quality, 1), 100) }
}
