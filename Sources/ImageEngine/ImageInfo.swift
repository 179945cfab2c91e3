public import ImageFormats

/// What the file says about itself before its pixels.
public struct ImageInfo: Sendable, Equatable {
    /// The format of the bytes.
    public var format: ImageFormat

    /// The size after orientation: as a viewer shows it.
    public var size: PixelSize

    /// The orientation that the file carries and that renditions have applied.
    public var orientation: Orientation

    /// Whether a pixel may be transparent.
    public var hasAlpha: Bool

    /// How the stored samples make a color.
    public var colorModel: ColorModel

    /// Whether the picture comes in passes: a JPEG of several scans, an interlaced PNG.
    public var isProgressive: Bool

    /// Bytes of the embedded ICC profile; 0 when there is none.
    public var profileBytes: Int

    /// Bytes that developing the renditions will take at most, as far as the header tells.
    public var predictedPeak: Int
}

/// How the stored samples make a color.
public enum ColorModel: String, Sendable, Codable, CaseIterable {
    case gray
    case rgb

    /// An index into up to 256 colors.
    case palette

    /// Luma and two color differences, JPEG's usual form.
    case ycc
    case cmyk

    /// CMYK whose first three are stored as luma and color differences.
    case ycck
}
