/// How one rendition will be made of this source: everything that its header decides.
struct RenditionPlan {
    let settings: RenditionSettings
    let header: SourceHeader
    let color: SourceColor
    let geometry: RenditionGeometry
    let format: ImageFormat

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

    /// Whether few enough colors may be left of a source that had a palette.
    var triesPalette: Bool { format == .png && header.colorModel == .palette }

    /// Whether every pixel of the source is one of the rendition.
    var isWholeSize: Bool { !geometry.resamples && !geometry.crops }

    /// Whether the source's own compressed data would be a right rendition.
    var mayKeepOriginal: Bool {
        format == header.format && isWholeSize && header.metadata.orientation == .up && !geometry.pads
            && !color.needsConversion && !header.isArithmetic && settings.watermark == nil
            && ![.cmyk, .ycck].contains(header.colorModel)
    }

    /// The reduction that the decoder may make for it.
    var shrink: ShrinkOnLoad {
        .needed(forRegion: geometry.region.width, geometry.region.height, target: geometry.target)
    }
}
