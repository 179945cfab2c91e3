/// Makes rows of pixels the colors and channels that the rendition's format holds.
struct RowConverter {
    /// Channels of the rows it gives.
    let channels: Int

    private let flattens: Bool
    private let given: Int
    private let background: RGBColor
    private var flat: [UInt8] = []

    init(_ plan: RenditionPlan, channels given: Int) {
        self.given = given
        background = plan.settings.background
        flattens = plan.format == .jpeg && plan.header.hasAlpha
        channels = flattens ? (given == 2 ? 3 : given - 1) : given
    }

    mutating func convert(
        _ row: Span<UInt8>,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        guard flattens else { return try body(row) }
        flat.removeAll(keepingCapacity: true)
        let backdrop = [background.red, background.green, background.blue]
        for start in stride(from: 0, to: row.count, by: given) {
            let alpha = Int(row[start + given - 1])
            for channel in 0..<3 {
                let color = Int(row[start + (given == 4 ? channel : 0)])
                let mixed = color * alpha + Int(backdrop[channel]) * (255 - alpha)
                flat.append(UInt8(truncatingIfNeeded: (mixed + 127) / 255))
            }
        }
        try body(flat.span)
    }
}
