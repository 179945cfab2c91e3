/// Everything that is known of a source before its first row.
struct SourceHeader {
    var format: ImageFormat

    /// As stored, before orientation.
    var size: PixelSize
    var metadata: EXIFMetadata
    var colorModel: ColorModel
    var hasAlpha = false
    var isProgressive = false
    var profile: [UInt8] = []

    /// PNG's other way to say what its colors are, which counts where there is no profile.
    var gamma: Double?
    var chromaticities: [Double]?

    /// How a JPEG stores its chroma; nil for what no rendition would be given.
    var chromaSubsampling: ChromaSubsampling?

    /// CMYK stored as 255 - ink.
    var isInverted = false

    /// Arithmetic coding, which no browser reads.
    var isArithmetic = false

    /// Bytes that the decoder itself will hold at any scale.
    var decoderBytes: Int

    /// Bytes more with which the decoder could hold the picture whole and be faster; 0 when it would not be.
    var wholeBytes = 0

    /// Samples that a row of the source comes to, all planes and channels.
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
