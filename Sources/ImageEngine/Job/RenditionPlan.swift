import ImageFormats

/// How one rendition will be made of this source: everything that its header decides.
struct RenditionPlan {
    let settings: RenditionSettings
    let header: SourceHeader
    let color: SourceColor
    let geometry: RenditionGeometry
    let format: ImageFormat
    let encoder: any ImageEncoder.Type

    /// Whether the encoder may hold the picture whole.
    var encodesWhole = false

    init(
        _ settings: RenditionSettings,
        _ header: SourceHeader,
        _ color: SourceColor,
        _ codecs: CodecRegistry
    ) throws(ImageError) {
        self.settings = settings
        self.header = header
        self.color = color
        format = settings.format ?? header.format.written(hasAlpha: header.hasAlpha)
        encoder = try codecs.encoder(of: format)
        geometry = RenditionGeometry(
            source: header.size,
            orientation: header.metadata.orientation,
            resize: settings.resize
        )
    }

    /// The size of the finished rendition.
    var outputSize: PixelSize { geometry.canvas }

    /// What its encoder is to write, in the channels that the header lets expect.
    var encoding: Encoding {
        let isGray = header.colorModel == .gray && !geometry.pads && settings.watermark == nil
        return encoding(channels: (isGray ? 1 : 3) + (header.hasAlpha && encoder.holdsAlpha ? 1 : 0))
    }

    /// What its encoder is to write, in the channels that it has come to.
    func encoding(channels: Int) -> Encoding {
        Encoding(
            size: outputSize,
            channels: channels,
            settings: settings,
            exif: header.metadata.encoded(),
            hadPalette: header.colorModel == .palette,
            isWhole: encodesWhole
        )
    }

    /// The encoder that takes the source's planes without their ever becoming pixels, where nothing asks for pixels.
    var planeEncoder: (any PlaneEncoder.Type)? {
        guard !color.needsConversion, settings.watermark == nil, !geometry.pads, let form = header.planeForm,
            let encoder = encoder as? any PlaneEncoder.Type, encoder.planeForm == form
        else { return nil }
        return encoder
    }

    /// Whether planes go from the source to the encoder without ever becoming pixels.
    var isPlanar: Bool { planeEncoder != nil }

    /// Whether the rendition has to be there whole before it is encoded.
    var gathers: Bool {
        header.metadata.orientation != .up || geometry.pads || geometry.cut != nil || settings.watermark != nil
    }

    /// What has to be looked for in the picture before it can be cut.
    var soughtFocus: FocusSource? { geometry.cut == nil ? nil : settings.resize?.focus }

    /// Whether every pixel of the source is one of the rendition.
    var isWholeSize: Bool { !geometry.resamples && !geometry.crops }

    /// Whether the source's own compressed data would be a right rendition.
    var mayKeepOriginal: Bool {
        format == header.format && header.originalBytes != nil && isWholeSize && !gathers && !color.needsConversion
    }

    /// - Throws: when the encoder cannot write a picture of this size.
    func checkSide() throws(ImageError) {
        let size = outputSize
        guard size.width <= encoder.maxSide, size.height <= encoder.maxSide else {
            throw .unsupported("a \(format.name) of \(size) pixels: a side holds at most \(encoder.maxSide)")
        }
    }

    /// The way of its rows, once the source's planes are known.
    func path(_ planes: [SourcePlane]) throws(ImageError) -> any RenditionPath {
        if let encoder = planeEncoder { return try PlanarPath(self, planes, encoder) }
        return try PixelPath(self, planes)
    }
}
