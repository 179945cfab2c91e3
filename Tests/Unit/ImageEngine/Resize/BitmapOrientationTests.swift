import Testing

@testable import ImageEngine

@Suite struct BitmapOrientationTests {
    @Test(arguments: Orientation.allCases, 1...4)
    func `row 0 and column 0 come to where the tag says`(orientation: Orientation, channels: Int) throws {
        // Larger than one block of the kernel on both sides.
        let size = PixelSize(width: 70, height: 41)
        let pixels = 0..<size.width * size.height
        let stored = Bitmap(
            size: size,
            channels: channels,
            samples: pixels.flatMap { [UInt8($0 % 70), UInt8($0 / 70), 200, 201].prefix(channels) }
        )
        let seen = try stored.oriented(orientation)
        #expect(seen.size == size.transposed(orientation.swapsAxes))
        for row in 0..<size.height {
            for column in 0..<size.width {
                let (x, y) =
                    switch orientation {
                    case .up: (column, row)
                    case .upMirrored: (69 - column, row)
                    case .down: (69 - column, 40 - row)
                    case .downMirrored: (column, 40 - row)
                    case .leftMirrored: (row, column)
                    case .right: (40 - row, column)
                    case .rightMirrored: (40 - row, 69 - column)
                    case .left: (row, 69 - column)
                    }
                let from = (row * 70 + column) * channels
                let to = (y * seen.size.width + x) * channels
                guard stored.samples[from..<from + channels] == seen.samples[to..<to + channels] else {
                    Issue.record("stored (\(column), \(row)) is not seen at (\(x), \(y))")
                    return
                }
            }
        }
    }

    @Test func `a bitmap whose samples do not match its size is refused`() {
        let bitmap = Bitmap(size: PixelSize(width: 3, height: 3), channels: 3, samples: [1, 2, 3])
        #expect(throws: ImageError.self) { try bitmap.oriented(.right) }
    }
}
