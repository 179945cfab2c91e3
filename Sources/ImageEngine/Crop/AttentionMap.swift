/// How much each part of a picture draws the eye: by its edges, by colors that the rest does not have, and by skin's.
///
/// The terms are those of libvips' `smartcrop`, with L*a*b* in place of its red-green axis, their means in place of fixed weights,
/// and a wide blur that knows nothing beyond the edges, so that borders and corners attract nothing.
struct AttentionMap {
    /// Cells along the longer side.
    private static let side = 48

    private let grid: PixelSize
    private let values: [Double]

    /// The map of a small picture as it is seen; nil for one that is not RGB.
    init?(_ picture: Bitmap) {
        guard picture.channels == 3, picture.samples.count == Bitmap.byteCount(picture.size, channels: 3) else {
            return nil
        }
        let box = Resize(width: Self.side, height: Self.side)
        grid = RenditionGeometry(source: picture.size, orientation: .up, resize: box).size
        let cells = picture.cellAverages(grid).map(ColorCell.init)
        let raw = Self.blurred(Self.interest(cells, grid), grid)
        var values: [Double] = []
        values.reserveCapacity(raw.count)
        for (index, value) in raw.enumerated() {
            let (x, y) = Self.middle(index, grid)
            values.append(value * (1 - 1.5 * ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5))))
        }
        self.values = values
    }

    /// The middle of the cell that draws the eye most; nil when none does.
    var focus: Focus? {
        // A flat picture has what rounding leaves.
        guard let best = values.indices.max(by: { values[$0] < values[$1] }), values[best] > 1e-6 else { return nil }
        let (x, y) = Self.middle(best, grid)
        return Focus(x: x, y: y)
    }

    private static func middle(_ index: Int, _ grid: PixelSize) -> (x: Double, y: Double) {
        (
            (Double(index % grid.width) + 0.5) / Double(grid.width),
            (Double(index / grid.width) + 0.5) / Double(grid.height)
        )
    }

    /// Edges, colors and skin, each over its own mean. The floors keep the noise of a flat or gray picture from being blown up.
    private static func interest(_ cells: [ColorCell], _ grid: PixelSize) -> [Double] {
        let count = Double(max(cells.count, 1))
        let a: Double = cells.reduce(0) { $0 + $1.a } / count
        let b: Double = cells.reduce(0) { $0 + $1.b } / count
        let terms: [(values: [Double], floor: Double, weight: Double)] = [
            (cells.indices.map { Self.edge(at: $0, cells, grid) }, 1, 1),
            (cells.map { $0.distance(fromA: a, b: b) }, 4, 1),
            (cells.map(\.skin), 1, 0.3),
        ]
        var sums = [Double](repeating: 0, count: cells.count)
        for term in terms {
            let mean: Double = term.values.reduce(0, +) / count
            let scale = term.weight / max(mean, term.floor)
            for index in cells.indices { sums[index] += scale * term.values[index] }
        }
        return sums
    }

    /// The 4-neighbor Laplacian of lightness; beyond the picture nothing changes.
    private static func edge(at index: Int, _ cells: [ColorCell], _ grid: PixelSize) -> Double {
        let (x, y) = (index % grid.width, index / grid.width)
        var sum = 0.0
        if x > 0 { sum += cells[index].lightness - cells[index - 1].lightness }
        if x + 1 < grid.width { sum += cells[index].lightness - cells[index + 1].lightness }
        if y > 0 { sum += cells[index].lightness - cells[index - grid.width].lightness }
        if y + 1 < grid.height { sum += cells[index].lightness - cells[index + grid.width].lightness }
        return abs(sum)
    }

    /// A Gaussian blur of 0.18 of the longer side, with nothing beyond the picture.
    private static func blurred(_ values: [Double], _ grid: PixelSize) -> [Double] {
        let deviation = 0.18 * Double(max(grid.width, grid.height))
        let kernel = (0..<max(grid.width, grid.height)).map { step in
            exponential(-Double(step * step) / (2 * deviation * deviation))
        }
        func line(_ source: [Double], from start: Int, step: Int, count: Int, into target: inout [Double]) {
            for at in 0..<count {
                var sum = 0.0
                for other in 0..<count { sum += source[start + other * step] * kernel[abs(at - other)] }
                target[start + at * step] = sum
            }
        }
        var across = values
        for row in 0..<grid.height { line(values, from: row * grid.width, step: 1, count: grid.width, into: &across) }
        var down = across
        for column in 0..<grid.width { line(across, from: column, step: grid.width, count: grid.height, into: &down) }
        return down
    }

    /// e to a power of at most 0, since Swift's own library has none: a series near 0, squared up from there.
    private static func exponential(_ power: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for n in 1...12 {
            term *= power / 32 / Double(n)
            sum += term
        }
        for _ in 0..<5 { sum *= sum }
        return sum
    }
}

extension Bitmap {
    /// The average R, G, B of each cell of a grid that is no larger than the picture, row by row.
    fileprivate func cellAverages(_ grid: PixelSize) -> [(red: UInt8, green: UInt8, blue: UInt8)] {
        var averages: [(red: UInt8, green: UInt8, blue: UInt8)] = []
        averages.reserveCapacity(grid.width * grid.height)
        for row in 0..<grid.height {
            let rows = row * size.height / grid.height..<(row + 1) * size.height / grid.height
            for column in 0..<grid.width {
                let columns = column * size.width / grid.width..<(column + 1) * size.width / grid.width
                var sums = (red: 0, green: 0, blue: 0)
                for y in rows {
                    for x in columns {
                        let pixel = y * rowBytes + x * channels
                        sums.red += Int(samples[pixel])
                        sums.green += Int(samples[pixel + 1])
                        sums.blue += Int(samples[pixel + 2])
                    }
                }
                let count = max(rows.count * columns.count, 1)
                func level(_ sum: Int) -> UInt8 { UInt8(truncatingIfNeeded: (sum + count / 2) / count) }
                averages.append((level(sums.red), level(sums.green), level(sums.blue)))
            }
        }
        return averages
    }
}
