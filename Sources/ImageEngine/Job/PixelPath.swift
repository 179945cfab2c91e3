/// The general way: planes become pixels at the rendition's size, pixels sRGB, and whatever else was asked for.
final class PixelPath: RenditionPath {
    private let plan: RenditionPlan
    private let resamplers: [PlaneResampler]
    private let queues: [RowQueue]
    private var rows: PixelRows
    private var converter: RowConverter
    private let picture: RowQueue
    private var encoder: (any ImageEncoder)?

    init(_ plan: RenditionPlan, _ planes: [SourcePlane]) throws(ImageError) {
        self.plan = plan
        var resamplers: [PlaneResampler] = []
        for plane in planes {
            resamplers.append(
                try PlaneResampler(
                    plane,
                    region: plan.geometry.region.scaled(to: plane),
                    target: plan.geometry.target,
                    hasAlpha: plan.header.hasAlpha
                )
            )
        }
        self.resamplers = resamplers
        queues = resamplers.map(\.queue)
        let width = plan.geometry.target.width
        rows = PixelRows(plan.header, planes, width: width)
        let channels = planes.reduce(0) { $0 + $1.channels }
        converter = RowConverter(plan, channels: channels)
        picture = RowQueue(rowLength: width * converter.channels)
        if !plan.gathers {
            encoder = try plan.encoder.init(plan.encoding(channels: converter.channels))
        }
    }

    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError) {
        try resamplers[plane].push(row)
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

    func finish(_ geometry: RenditionGeometry) throws(ImageError) -> [UInt8] {
        try drain()
        if plan.gathers { try encodeGathered(geometry) }
        guard let bytes = try encoder?.finish() else { throw .outOfMemory }
        return bytes
    }

    private func encodeGathered(_ geometry: RenditionGeometry) throws(ImageError) {
        let stored = Bitmap(size: geometry.target, channels: converter.channels, samples: picture.takeAll())
        let upright = try stored.oriented(plan.header.metadata.orientation)
        let bitmap = try composed(geometry.cut.map { upright.cut($0) } ?? upright, geometry)
        let encoder = try plan.encoder.init(plan.encoding(channels: bitmap.channels))
        for row in 0..<bitmap.size.height {
            try encoder.write(row: bitmap.samples.span.extracting(row * bitmap.rowBytes..<(row + 1) * bitmap.rowBytes))
        }
        self.encoder = encoder
    }

    /// Padding and watermark, on the picture as it will be seen.
    private func composed(_ picture: Bitmap, _ geometry: RenditionGeometry) throws(ImageError) -> Bitmap {
        let whole =
            geometry.pads
            ? try picture.padded(
                to: geometry.canvas,
                left: geometry.left,
                top: geometry.top,
                background: plan.settings.background
            ) : picture
        guard let watermark = plan.settings.watermark else { return whole }
        return try whole.watermarked(watermark)
    }
}
