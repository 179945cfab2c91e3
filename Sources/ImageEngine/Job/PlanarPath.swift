/// From planes to an encoder that takes them: no color conversion, no upsampling, half the samples to resample.
final class PlanarPath: RenditionPath {
    private let plan: RenditionPlan
    private let resamplers: [PlaneResampler]
    private var rowsLeft: [Int]
    private let encoder: any PlaneEncoder

    init(
        _ plan: RenditionPlan,
        _ planes: [SourcePlane],
        _ encoder: any PlaneEncoder.Type
    ) throws(ImageError) {
        self.plan = plan
        let halves = planes.count > 1 && plan.settings.chroma == .yuv420
        let geometry = plan.geometry
        var resamplers: [PlaneResampler] = []
        for (index, plane) in planes.enumerated() {
            var region = geometry.region.scaled(to: plane)
            var target = geometry.target
            if halves && index > 0 {
                region = region.coveredByPairs(target: target, orientation: plan.header.metadata.orientation)
                target = PixelSize(width: (target.width + 1) / 2, height: (target.height + 1) / 2)
            }
            resamplers.append(try PlaneResampler(plane, region: region, target: target))
        }
        self.resamplers = resamplers
        let swaps = plan.header.metadata.orientation.swapsAxes
        rowsLeft = resamplers.map { swaps ? $0.target.width : $0.target.height }
        self.encoder = try encoder.init(plan.encoding, planes: planes.count)
    }

    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError) {
        try resamplers[plane].push(row)
    }

    func drain() throws(ImageError) {
        if !plan.gathers { try encode(resamplers.map(\.queue)) }
    }

    func finish(_ geometry: RenditionGeometry) throws(ImageError) -> [UInt8] {
        var queues = resamplers.map(\.queue)
        if plan.gathers {
            let orientation = plan.header.metadata.orientation
            for (index, resampler) in resamplers.enumerated() {
                let bitmap = Bitmap(size: resampler.target, channels: 1, samples: resampler.queue.takeAll())
                let upright = try bitmap.oriented(orientation)
                let part = geometry.cut.map { upright.cut($0.scaled(to: upright.size)) } ?? upright
                queues[index] = RowQueue(rowLength: part.size.width)
                queues[index].replaceAll(with: part.samples)
                rowsLeft[index] = part.size.height
            }
        }
        try encode(queues)
        return try encoder.finish()
    }

    private func encode(_ queues: [RowQueue]) throws(ImageError) {
        while true {
            let needed = zip(encoder.rowsAtOnce, rowsLeft).map { min($0, $1) }
            guard needed[0] > 0, zip(queues, needed).allSatisfy({ $0.rows >= $1 }) else { return }
            for (index, queue) in queues.enumerated() {
                try queue.withFirst(needed[index]) { (rows) throws(ImageError) in
                    try encoder.set(plane: index, rows, rows: needed[index])
                }
                queue.removeFirst(needed[index])
                rowsLeft[index] -= needed[index]
            }
            try encoder.writePlanes()
        }
    }
}
