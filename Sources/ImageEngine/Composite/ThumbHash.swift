/// A picture in some 25 bytes, to be shown blurred until the picture itself is there (evanw.github.io/thumbhash).
///
/// The format holds the lowest frequencies of a cosine transform of luma, of two color differences and, where there is
/// any transparency, of alpha. Browsers decode it with the 2 KB script of that page.
struct ThumbHash: Equatable, Sendable {
    let bytes: [UInt8]

    /// The longest side that the format's transform takes.
    static let maxSide = 100

    /// The hash of a picture of any size; one with a side above `maxSide` is shrunk first.
    ///
    /// - Throws: as the resampler does; a bitmap without pixels is `ImageError.unsupported`.
    init(_ picture: Bitmap) throws(ImageError) {
        let box = Resize(width: Self.maxSide, height: Self.maxSide)
        let target = RenditionGeometry(source: picture.size, orientation: .up, resize: box).size
        let small = try picture.resampled(to: target).expanded(color: true, alpha: true)
        bytes = Self.encoded(small)
    }

    private static func encoded(_ picture: Bitmap) -> [UInt8] {
        let (width, height) = (picture.size.width, picture.size.height)
        let planes = Planes(picture)
        // With alpha there is less room for luma.
        let limit = Double(planes.hasAlpha ? 5 : 7)
        let longest = Double(max(width, height))
        let lumaX = max(1, Int((limit * Double(width) / longest).rounded()))
        let lumaY = max(1, Int((limit * Double(height) / longest).rounded()))
        let luma = Channel(planes.luma, picture.size, max(lumaX, 3), max(lumaY, 3))
        let p = Channel(planes.p, picture.size, 3, 3)
        let q = Channel(planes.q, picture.size, 3, 3)

        func quantized(_ value: Double, _ steps: Double) -> Int { Int((steps * value).rounded()) }
        let isLandscape = width > height
        let head =
            quantized(luma.constant, 63) | quantized(0.5 + 0.5 * p.constant, 63) << 6
            | quantized(0.5 + 0.5 * q.constant, 63) << 12 | quantized(luma.scale, 31) << 18
            | (planes.hasAlpha ? 1 << 23 : 0)
        let shape =
            (isLandscape ? lumaY : lumaX) | quantized(p.scale, 63) << 3 | quantized(q.scale, 63) << 9
            | (isLandscape ? 1 << 15 : 0)
        var bytes = [head, head >> 8, head >> 16, shape, shape >> 8].map { UInt8(truncatingIfNeeded: $0) }
        var nibbles: [UInt8] = []
        if planes.hasAlpha {
            let alpha = Channel(planes.alpha, picture.size, 5, 5)
            bytes.append(UInt8(truncatingIfNeeded: quantized(alpha.constant, 15) | quantized(alpha.scale, 15) << 4))
            nibbles = luma.nibbles + p.nibbles + q.nibbles + alpha.nibbles
        } else {
            nibbles = luma.nibbles + p.nibbles + q.nibbles
        }
        for index in stride(from: 0, to: nibbles.count, by: 2) {
            bytes.append(nibbles[index] | (index + 1 < nibbles.count ? nibbles[index + 1] << 4 : 0))
        }
        return bytes
    }
}

/// Luma and two color differences, 0...1 and -1...1, over the picture's average color where it is transparent.
private struct Planes {
    var luma: [Double] = []
    var p: [Double] = []
    var q: [Double] = []
    var alpha: [Double] = []
    var hasAlpha = false

    init(_ picture: Bitmap) {
        let pixels = stride(from: 0, to: picture.samples.count, by: 4)
        func level(_ index: Int) -> Double { Double(picture.samples[index]) / 255 }
        var average = [0.0, 0, 0]
        var weight = 0.0
        for index in pixels {
            let share = level(index + 3)
            for channel in 0..<3 { average[channel] += share * level(index + channel) }
            weight += share
        }
        if weight > 0 { average = average.map { $0 / weight } }
        for index in pixels {
            let share = level(index + 3)
            let (red, green, blue) = (
                average[0] * (1 - share) + share * level(index), average[1] * (1 - share) + share * level(index + 1),
                average[2] * (1 - share) + share * level(index + 2)
            )
            luma.append((red + green + blue) / 3)
            p.append((red + green) / 2 - blue)
            q.append(red - green)
            alpha.append(share)
        }
        hasAlpha = alpha.contains { $0 < 1 }
    }
}

/// One plane's lowest frequencies.
private struct Channel {
    var constant = 0.0
    var scale = 0.0
    var nibbles: [UInt8] = []

    /// Keeps the triangle of `across` x `down` frequencies.
    init(_ plane: [Double], _ size: PixelSize, _ across: Int, _ down: Int) {
        var waves: [Double] = []
        let columns = (0..<across).map { Self.cosines(frequency: $0, count: size.width) }
        let rows = (0..<down).map { Self.cosines(frequency: $0, count: size.height) }
        for y in 0..<down {
            for x in 0..<across where x * down < across * (down - y) {
                var sum = 0.0
                for row in 0..<size.height {
                    var line = 0.0
                    for column in 0..<size.width { line += plane[row * size.width + column] * columns[x][column] }
                    sum += line * rows[y][row]
                }
                sum /= Double(size.width * size.height)
                if x == 0, y == 0 { constant = sum } else { waves.append(sum) }
            }
        }
        scale = waves.map(abs).max() ?? 0
        nibbles = waves.map { scale > 0 ? UInt8(((0.5 + 0.5 / scale * $0) * 15).rounded()) : 0 }
    }

    private static func cosines(frequency: Int, count: Int) -> [Double] {
        (0..<count).map { cosine(Double.pi / Double(count) * Double(frequency) * (Double($0) + 0.5)) }
    }

    /// By Taylor's series, since Swift's own library has no cosine: exact to 1e-14 where it is used, in 0...7 pi.
    private static func cosine(_ angle: Double) -> Double {
        let turn = angle.remainder(dividingBy: 2 * Double.pi)
        var (sum, term) = (1.0, 1.0)
        for n in 1...15 {
            term *= -turn * turn / Double((2 * n - 1) * 2 * n)
            sum += term
        }
        return sum
    }
}
