/// Makes rows of pixels the colors and channels that the rendition's format holds.
struct RowConverter {
    /// Channels of the rows it gives.
    let channels: Int

    private let transform: ColorTransform?
    private let converted: Int
    private let background: RGBColor?

    init(_ plan: RenditionPlan, channels given: Int) {
        transform = plan.color.transform
        converted = transform?.channels ?? given
        guard !plan.encoder.holdsAlpha, plan.header.hasAlpha else {
            background = nil
            channels = converted
            return
        }
        let color = plan.settings.background
        background = color
        channels = converted == 2 && color.red == color.green && color.green == color.blue ? 1 : 3
    }

    func convert(
        _ row: Span<UInt8>,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        guard let transform else { return try flatten(row, body) }
        try flatten(transform.convert(row).span, body)
    }

    private func flatten(
        _ row: Span<UInt8>,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        guard let background else { return try body(row) }
        let size = PixelSize(width: row.count / converted, height: 1)
        let flat = Bitmap(size: size, channels: converted, samples: [UInt8](row)).flattened(on: background)
        try body(flat.samples.span)
    }
}
