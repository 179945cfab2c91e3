/// The general way: planes become pixels at the rendition's size, pixels sRGB, and whatever else was asked for.
final class PixelPath: RenditionPath {
    private let plan: RenditionPlan
    private let lanes: [PlaneLane]
    private let queues: [RowQueue]
    private var rows: PixelRows
    private var converter: RowConverter
    private let picture: RowQueue
    private var encoder: PixelEncoder?

    init(_ plan: RenditionPlan, _ planes: [SourcePlane]) throws(ImageError) {
        self.plan = plan
        var lanes: [PlaneLane] = []
        for plane in planes {
            lanes.append(
                try PlaneLane(
                    plane,
                    region: plan.geometry.region.scaled(to: plane),
                    target: plan.geometry.target,
                    hasAlpha: plan.header.hasAlpha
                )
            )
        }
        self.lanes = lanes
        queues = lanes.map(\.queue)
        let width = plan.geometry.target.width
        rows = PixelRows(plan.header, planes, width: width)
        let channels = planes.reduce(0) { $0 + $1.channels }
        converter = RowConverter(plan, channels: channels)
        picture = RowQueue(rowLength: width * converter.channels)
        if !plan.gathers {
            encoder = try PixelEncoder(plan, channels: converter.channels, palette: nil)
        }
    }

    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError) {
        try lanes[plane].push(row)
    }

    func drain() throws(ImageError) {
        while queues.allSatisfy({ $0.rows > 0 }) {
            let picture = picture
            try rows.take(from: queues) { (row) throws(ImageError) in
                try converter.convert(row) { (row) throws(ImageError) in
                    if plan.gathers { picture.append(row) } else { try encoder?.write(row: row) }
                }
            }
        }
    }

    func finish() throws(ImageError) -> [UInt8] {
        try drain()
        if plan.gathers { try encodeGathered() }
        guard let bytes = try encoder?.finish() else { throw .outOfMemory }
        return bytes
    }

    private func encodeGathered() throws(ImageError) {
        let stored = Bitmap(size: plan.geometry.target, channels: converter.channels, samples: picture.takeAll())
        let bitmap = try composed(stored.oriented(plan.header.metadata.orientation))
        let palette = plan.triesPalette ? Palette(of: bitmap) : nil
        encoder = try PixelEncoder(plan, channels: palette == nil ? bitmap.channels : 1, palette: palette)
        let samples = palette?.indices ?? bitmap.samples
        let length = samples.count / bitmap.size.height
        for row in 0..<bitmap.size.height {
            try encoder?.write(row: samples.span.extracting(row * length..<(row + 1) * length))
        }
    }

    /// Padding and watermark, on the picture as it will be seen.
    private func composed(_ picture: Bitmap) throws(ImageError) -> Bitmap {
        let (geometry, settings) = (plan.geometry, plan.settings)
        let whole =
            geometry.pads
            ? try picture.padded(
                to: geometry.canvas,
                left: geometry.left,
                top: geometry.top,
                background: settings.background
            ) : picture
        guard let watermark = settings.watermark else { return whole }
        return try whole.watermarked(watermark)
    }
}
