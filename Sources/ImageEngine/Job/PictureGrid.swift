/// A small picture of the whole source, gathered from rows that are decoded for the renditions anyway.
///
/// A resampler would look at every sample; this looks at one row in each row of its cells, whatever the source's size, and
/// averages along it. The lowest seven frequencies, which are all that a ThumbHash keeps, come out the same, and of 1000 faces seven
/// are lost.
final class PictureGrid {
    private let header: SourceHeader
    private let transform: ColorTransform?
    private let planes: [SourcePlane]
    private let grid: PixelSize
    private var columns: [CellColumns]
    private let queues: [RowQueue]

    /// A grid of so many cells along the longest side at most; a picture that is smaller has a cell for each pixel.
    init(_ header: SourceHeader, _ color: SourceColor, _ planes: [SourcePlane], longestSide: Int) {
        self.header = header
        self.planes = planes
        transform = color.transform
        let box = Resize(width: longestSide, height: longestSide)
        let grid = RenditionGeometry(source: header.size, orientation: .up, resize: box).size
        self.grid = grid
        queues = planes.map { RowQueue(rowLength: grid.width * $0.channels) }
        columns = planes.map { CellColumns($0, count: grid.width, hasAlpha: header.hasAlpha && planes.count == 1) }
    }

    /// The next row of a plane.
    func push(_ row: Span<UInt8>, plane: Int) {
        let height = planes[plane].size.height
        let number = columns[plane].rows
        columns[plane].rows += 1
        // The row in the middle of each cell; several cells share one where the source is smaller than the grid.
        while queues[plane].rows < grid.height,
            (2 * queues[plane].rows + 1) * height / (2 * grid.height) <= number
        {
            queues[plane].append(columns[plane].averages(of: row).span)
        }
    }

    /// The picture in sRGB as it is seen, once all rows were pushed; nil when there were fewer than the header said.
    func finish() throws(ImageError) -> Bitmap? {
        guard queues.allSatisfy({ $0.rows == grid.height }) else { return nil }
        var pixels = PixelRows(header, planes, width: grid.width)
        var samples: [UInt8] = []
        for _ in 0..<grid.height {
            let transform = transform
            try pixels.take(from: queues) { (row) throws(ImageError) in
                if let transform { samples += transform.convert(row) } else { samples.append(row) }
            }
        }
        let channels = samples.count / (grid.width * grid.height)
        return try Bitmap(size: grid, channels: channels, samples: samples).oriented(header.metadata.orientation)
    }
}

/// The columns of a row's cells.
private struct CellColumns {
    /// Rows seen so far.
    var rows = 0

    private let channels: Int
    private let colors: Int
    private let ranges: [Range<Int>]

    init(_ plane: SourcePlane, count: Int, hasAlpha: Bool) {
        channels = plane.channels
        colors = hasAlpha ? plane.channels - 1 : plane.channels
        ranges = (0..<count).map { cell in
            let start = min(cell * plane.size.width / count, max(plane.size.width - 1, 0))
            return start..<max((cell + 1) * plane.size.width / count, start + 1)
        }
    }

    /// Colors count by their alpha, so that what is invisible tinges nothing.
    func averages(of row: Span<UInt8>) -> [UInt8] {
        var averages: [UInt8] = []
        averages.reserveCapacity(ranges.count * channels)
        for range in ranges {
            var sums = (0, 0, 0, 0)
            var weights = 0
            for index in stride(
                from: range.lowerBound * channels,
                to: min(range.upperBound * channels, row.count - channels + 1),
                by: channels
            ) {
                let weight = colors < channels ? Int(row[index + colors]) : 1
                weights += weight
                sums.0 += Int(row[index]) * weight
                if colors > 1 { sums.1 += Int(row[index + 1]) * weight }
                if colors > 2 { sums.2 += Int(row[index + 2]) * weight }
                if colors > 3 { sums.3 += Int(row[index + 3]) * weight }
            }
            let levels = [sums.0, sums.1, sums.2, sums.3].map { UInt8(truncatingIfNeeded: $0 / max(weights, 1)) }
            averages += levels[..<colors]
            if colors < channels { averages.append(UInt8(truncatingIfNeeded: weights / range.count)) }
        }
        return averages
    }
}
