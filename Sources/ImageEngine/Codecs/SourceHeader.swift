import ImageFormats

/// Everything that is known about a source before its first row.
struct SourceHeader {
    var format: ImageFormat

    /// As stored, before orientation.
    var size: PixelSize
    var metadata: EXIFMetadata
    var colorModel: ColorModel
    var hasAlpha = false
    var isProgressive = false
    var profile: [UInt8] = []

    /// Another way to say what the colors are, as gamma and chromaticities, which counts where there is no profile.
    var gamma: Double?
    var chromaticities: [Double]?

    /// What luma and color differences mean; nil where rows are interleaved pixels, or the planes something else.
    var planeForm: PlaneForm?

    /// How many color differences the planes hold; nil for none, and for what no rendition would be given.
    var chromaSubsampling: ChromaSubsampling?

    /// CMYK stored as 255 - ink.
    var isInverted = false

    /// Bytes that the decoder itself will hold at any scale.
    var decoderBytes: Int

    /// Bytes more with which the decoder could hold the picture whole and be faster; 0 when it would not be.
    var wholeBytes = 0

    /// Bytes that the file's own data will take at a guess, as a rendition; nil when they cannot be one.
    var originalBytes: Int?

    /// Samples in a row of the source, all planes and channels.
    var samplesPerRow: Int
}

/// One plane of decoded rows: interleaved pixels, or a single component with a sampling of its own.
struct SourcePlane {
    /// In samples (pixels, when interleaved), as decoded.
    var size: PixelSize
    var channels = 1

    /// Samples for each source pixel: exact, while `size` is rounded up.
    var scaleX = 1.0
    var scaleY = 1.0
}

/// What the samples of luma and color differences mean (ITU-T H.273, 8.3).
struct PlaneForm: Equatable, Sendable {
    /// The shares that red and blue have in luma; the rest is green's.
    var red: Double
    var blue: Double

    /// Whether black is 16, white 235, and color differences keep to 16...240.
    var isLimited = false

    /// JFIF's: BT.601 in the full range.
    static let jfif = PlaneForm(red: 0.299, blue: 0.114)
}
