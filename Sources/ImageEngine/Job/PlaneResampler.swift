/// One plane on its way to one rendition's size: rows of the source in, rows of the rendition into a queue.
final class PlaneResampler {
    let target: PixelSize
    let queue: RowQueue
    private var resampler: RowResampler

    init(
        _ plane: SourcePlane,
        region: SourceRegion,
        target: PixelSize,
        hasAlpha: Bool = false
    ) throws(ImageError) {
        self.target = target
        queue = RowQueue(rowLength: target.width * plane.channels)
        resampler = try RowResampler(
            sourceWidth: plane.size.width,
            sourceHeight: plane.size.height,
            region: region,
            target: target,
            channels: plane.channels,
            hasAlpha: hasAlpha
        )
    }

    func push(_ row: Span<UInt8>) throws(ImageError) {
        let queue = queue
        try resampler.push(row) { (row) throws(ImageError) in queue.append(row) }
    }
}

extension SourceRegion {
    /// The same part in the samples of a plane.
    func scaled(to plane: SourcePlane) -> Self {
        var region = self
        region.x *= plane.scaleX
        region.y *= plane.scaleY
        region.width *= plane.scaleX
        region.height *= plane.scaleY
        return region
    }

    /// The region that chroma samples of 2x2 pixels cover: one of an odd width is covered beyond its end, and that end is
    /// the other one when orientation will reverse the axis.
    func coveredByPairs(target: PixelSize, orientation: Orientation) -> Self {
        var covered = self
        covered.width = width * Double((target.width + 1) / 2 * 2) / Double(target.width)
        covered.height = height * Double((target.height + 1) / 2 * 2) / Double(target.height)
        if orientation.reversesColumns { covered.x -= covered.width - width }
        if orientation.reversesRows { covered.y -= covered.height - height }
        return covered
    }
}
