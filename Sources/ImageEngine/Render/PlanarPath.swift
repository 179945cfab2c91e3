/// JPEG to JPEG without leaving the planes: no color conversion, no upsampling, half the samples to resample.
final class PlanarPath: RenditionPath {
    private let plan: RenditionPlan
    private let lanes: [PlaneLane]
    private let fullRows: [Int]
    private var rowsLeft: [Int]
    private let encoder: JPEGEncoder

    init(_ plan: RenditionPlan, _ planes: [SourcePlane]) throws(ImageError) {
        self.plan = plan
        let halves = planes.count > 1 && plan.settings.chroma == .yuv420
        let geometry = plan.geometry
        var lanes: [PlaneLane] = []
        for (index, plane) in planes.enumerated() {
            var region = geometry.region.scaled(to: plane)
            var target = geometry.target
            if halves && index > 0 {
                region = region.coveredByPairs(target: target, orientation: plan.header.metadata.orientation)
                target = PixelSize(width: (target.width + 1) / 2, height: (target.height + 1) / 2)
            }
            lanes.append(try PlaneLane(plane, region: region, target: target))
        }
        self.lanes = lanes
        fullRows = lanes.indices.map { halves && $0 == 0 ? 16 : 8 }
        let swaps = plan.header.metadata.orientation.swapsAxes
        rowsLeft = lanes.map { swaps ? $0.target.width : $0.target.height }
        encoder = try JPEGEncoder(
            size: plan.outputSize,
            input: planes.count > 1 ? .yccPlanes : .grayPlane,
            settings: plan.settings,
            exif: plan.header.metadata.encoded()
        )
    }

    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError) {
        try lanes[plane].push(row)
    }

    func drain() throws(ImageError) {
        if !plan.gathers { try encode(lanes.map(\.queue)) }
    }

    func finish() throws(ImageError) -> [UInt8] {
        var queues = lanes.map(\.queue)
        if plan.gathers {
            let orientation = plan.header.metadata.orientation
            for (index, lane) in lanes.enumerated() {
                let bitmap = Bitmap(size: lane.target, channels: 1, samples: lane.queue.takeAll())
                let oriented = try bitmap.oriented(orientation)
                queues[index] = RowQueue(rowLength: oriented.size.width)
                queues[index].replaceAll(with: oriented.samples)
            }
        }
        try encode(queues)
        return try encoder.finish()
    }

    private func encode(_ queues: [RowQueue]) throws(ImageError) {
        while true {
            let needed = zip(fullRows, rowsLeft).map { min($0, $1) }
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
