/// How one rendition will be made of this source: everything that its header decides.
struct RenditionPlan {
    let settings: RenditionSettings
    let header: SourceHeader
    let color: SourceColor
    let geometry: RenditionGeometry
    let format: ImageFormat

    /// Whether the encoder may hold the picture whole, to be faster and to find its smallest form.
    var encodesWhole = false

    init(_ settings: RenditionSettings, _ header: SourceHeader, _ color: SourceColor) {
        self.settings = settings
        self.header = header
        self.color = color
        format = settings.format.format(of: header.format)
        geometry = RenditionGeometry(
            source: header.size,
            orientation: header.metadata.orientation,
            resize: settings.resize
        )
    }

    /// The size of the finished rendition.
    var outputSize: PixelSize { geometry.canvas }

    /// Whether the planes of a JPEG go into a JPEG without ever becoming pixels.
    var isPlanar: Bool {
        format == .jpeg && header.format == .jpeg && [.gray, .ycc].contains(header.colorModel)
            && !color.needsConversion && settings.watermark == nil && !geometry.pads
    }

    /// Whether the rendition has to be there whole before it is encoded.
    var gathers: Bool {
        header.metadata.orientation != .up || geometry.pads || settings.watermark != nil || triesPalette
    }

    /// Whether to look here for few enough colors, left of a source that had a palette.
    var triesPalette: Bool { format == .png && header.colorModel == .palette && !encodesWhole }

    /// Bytes more with which the encoder could hold the picture whole: its rows, and libdeflate's tables. 0 when it cannot.
    var wholeBytes: Int {
        guard format == .png else { return 0 }
        let isGray = header.colorModel == .gray && !geometry.pads && settings.watermark == nil
        let rowBytes = outputSize.width * ((isGray ? 1 : 3) + (header.hasAlpha ? 1 : 0)) + 1
        let bytes = rowBytes * (outputSize.height + 5) + 700_000
        // PNG counts the bytes of a chunk in 31 bits.
        return bytes < 1 << 30 ? bytes : 0
    }

    /// Whether every pixel of the source is one of the rendition.
    var isWholeSize: Bool { !geometry.resamples && !geometry.crops }

    /// Whether the source's own compressed data would be a right rendition.
    var mayKeepOriginal: Bool {
        format == header.format && isWholeSize && header.metadata.orientation == .up && !geometry.pads
            && !color.needsConversion && !header.isArithmetic && settings.watermark == nil
            && ![.cmyk, .ycck].contains(header.colorModel)
    }

    /// Whether it is the source's coefficients quantized anew: a JPEG in one pass of which only the quality changes.
    ///
    /// Not below the size at which the encoder makes tables for the picture, which save more than is gained here.
    var canRequantize: Bool {
        isPlanar && isWholeSize && header.metadata.orientation == .up && !header.isProgressive && !settings.progressive
            && !JPEGEncoder.makesOwnTables(outputSize)
            && (header.colorModel == .gray || header.chromaSubsampling == settings.chroma)
    }

    /// The reduction that a JPEG's decoder may make for it.
    func shrink(of codec: Codec) -> ShrinkOnLoad {
        .needed(forRegion: geometry.region.width, geometry.region.height, target: geometry.target, of: codec)
    }
}
