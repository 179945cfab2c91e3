/// An encoder of the rendition's format, fed pixels by rows.
struct PixelEncoder: ~Copyable {
    private let jpeg: JPEGEncoder?
    private let png: PNGEncoder?

    init(_ plan: RenditionPlan, channels: Int, palette: Palette?) throws(ImageError) {
        let exif = plan.header.metadata.encoded()
        switch plan.format {
        case .jpeg:
            jpeg = try JPEGEncoder(
                size: plan.outputSize,
                input: channels == 1 ? .grayRows : .rgbRows,
                settings: plan.settings,
                exif: exif
            )
            png = nil
        case .png:
            png = try PNGEncoder(
                size: plan.outputSize,
                channels: channels,
                palette: palette,
                exif: exif,
                isWhole: plan.encodesWhole
            )
            jpeg = nil
        }
    }

    func write(row: Span<UInt8>) throws(ImageError) {
        try jpeg?.write(row: row)
        try png?.write(row: row)
    }

    func finish() throws(ImageError) -> [UInt8] {
        if let bytes = try jpeg?.finish() { return bytes }
        return try png?.finish() ?? []
    }
}
