/// What one rendition shall be.
public struct RenditionSettings: Sendable, Equatable {
    /// The box it shall fit; nil: full size.
    public var resize: Resize?

    /// The format of its bytes.
    public var format = OutputFormat.same

    /// JPEG's quality, 1...100; values outside count as the nearest inside.
    public var quality = 80

    /// Whether a JPEG is written in several scans.
    public var progressive = false

    /// How finely a JPEG keeps color; nil: 4:2:0, from quality 90 on 4:4:4.
    public var chromaSubsampling: ChromaSubsampling?

    /// What shows through transparency in a JPEG, and around the picture with `Fit.contain`.
    public var background = RGBColor.white

    /// A picture laid over it.
    public var watermark: Watermark?

    /// Full size, the same format, quality 80.
    public init() {}
}

/// The format of a rendition.
public enum OutputFormat: String, Sendable, Codable, CaseIterable {
    /// The source's.
    case same
    case jpeg
    case png

    func format(of source: ImageFormat) -> ImageFormat {
        switch self {
        case .same: source
        case .jpeg: .jpeg
        case .png: .png
        }
    }
}

/// How many chroma samples a JPEG keeps for its luma samples.
public enum ChromaSubsampling: String, Sendable, Codable, CaseIterable {
    /// One for each 2x2 pixels.
    case yuv420 = "4:2:0"

    /// One for each pixel.
    case yuv444 = "4:4:4"
}

extension RenditionSettings {
    var clampedQuality: Int { min(max(quality, 1), 100) }

    var chroma: ChromaSubsampling { chromaSubsampling ?? (clampedQuality >= 90 ? .yuv444 : .yuv420) }
}
