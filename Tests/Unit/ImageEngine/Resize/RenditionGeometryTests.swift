import Testing

@testable import ImageEngine

@Suite struct RenditionGeometryTests {
    private static func geometry(
        _ width: Int,
        _ height: Int,
        _ resize: Resize?,
        _ orientation: Orientation = .up
    ) -> RenditionGeometry {
        RenditionGeometry(
            source: PixelSize(width: width, height: height),
            orientation: orientation,
            resize: resize
        )
    }

    struct Case: CustomTestStringConvertible {
        var source: (Int, Int)
        var resize: Resize
        var expected: (Int, Int)
        var testDescription: String { "\(source) \(resize) -> \(expected)" }
    }

    @Test(arguments: [
        Case(source: (4032, 3024), resize: Resize(width: 800, height: 800), expected: (800, 600)),
        Case(source: (3024, 4032), resize: Resize(width: 800, height: 800), expected: (600, 800)),
        Case(source: (100, 50), resize: Resize(width: 800, height: 800), expected: (100, 50)),
        Case(source: (100, 50), resize: Resize(width: 800, height: 800, enlarge: true), expected: (800, 400)),
        Case(source: (1000, 333), resize: Resize(width: 500), expected: (500, 167)),
        Case(source: (1000, 333), resize: Resize(height: 111), expected: (333, 111)),
        // The missing side follows from the given one, and its rounding never narrows that.
        Case(source: (430, 33), resize: Resize(width: 40), expected: (40, 3)),
        Case(source: (33, 430), resize: Resize(height: 40, fit: .contain), expected: (3, 40)),
        Case(source: (1, 65535), resize: Resize(width: 150, height: 150), expected: (1, 150)),
        Case(source: (65535, 1), resize: Resize(width: 150, height: 150), expected: (150, 1)),
        Case(source: (1, 65535), resize: Resize(width: 150, height: 150, fit: .cover), expected: (1, 1)),
        Case(source: (400, 300), resize: Resize(width: 100, height: 100, fit: .cover), expected: (100, 100)),
        Case(source: (400, 300), resize: Resize(width: 800, height: 200, fit: .cover), expected: (400, 100)),
        Case(source: (400, 300), resize: Resize(width: 100, height: 100, fit: .fill), expected: (100, 100)),
        Case(source: (400, 300), resize: Resize(width: 800, height: 100, fit: .fill), expected: (400, 100)),
        Case(
            source: (400, 300),
            resize: Resize(width: 800, height: 100, fit: .fill, enlarge: true),
            expected: (800, 100)
        ),
        Case(source: (400, 300), resize: Resize(width: 100, height: 100, fit: .contain), expected: (100, 75)),
        Case(source: (400, 300), resize: Resize(width: 0, height: -5), expected: (1, 1)),
        Case(source: (400, 300), resize: Resize(), expected: (400, 300)),
    ])
    func `a picture comes to the expected size`(example: Case) {
        let (width, height) = example.source
        let upright = Self.geometry(width, height, example.resize)
        #expect(upright.size == PixelSize(width: example.expected.0, height: example.expected.1))
        // Stored on its side, it must come out the same.
        let turned = Self.geometry(height, width, example.resize, .right)
        #expect(turned.size == upright.size)
        #expect(turned.canvas == upright.canvas)
        #expect(turned.target == upright.target.transposed(true))
    }

    @Test(arguments: Gravity.allCases)
    func `cover keeps the part that gravity names`(gravity: Gravity) {
        let wide = Self.geometry(400, 100, Resize(width: 50, height: 50, fit: .cover, gravity: gravity)).region
        #expect(wide == SourceRegion(x: 300 * gravity.horizontal, y: 0, width: 100, height: 100))
        let tall = Self.geometry(100, 400, Resize(width: 50, height: 50, fit: .cover, gravity: gravity)).region
        #expect(tall == SourceRegion(x: 0, y: 300 * gravity.vertical, width: 100, height: 100))
    }

    @Test(arguments: Orientation.allCases, Gravity.allCases)
    func `gravity is that of the picture as it is seen`(orientation: Orientation, gravity: Gravity) throws {
        // Each pixel of the upright picture holds its column and row; what cover cuts out of the stored one and then
        // turns upright must be the part of the upright one.
        let seen = PixelSize(width: 12, height: 7)
        let upright = Bitmap(
            size: seen,
            channels: 2,
            samples: (0..<84).flatMap { [UInt8($0 % 12), UInt8($0 / 12)] }
        )
        let stored = try upright.oriented(orientation.inverse)
        for box in [PixelSize(width: 5, height: 7), PixelSize(width: 12, height: 3)] {
            var resize = Resize(width: box.width * 10, height: box.height * 10, fit: .cover, gravity: gravity)
            let geometry = RenditionGeometry(source: stored.size, orientation: orientation, resize: resize)
            resize.enlarge = true
            let cut = try stored.cropped(geometry.region).oriented(orientation)
            #expect(cut.size == box)
            #expect(geometry.size == box)
            #expect(!geometry.resamples)
            let left = Int((7.0 * gravity.horizontal).rounded(.down))
            let top = Int(4 * gravity.vertical)
            #expect(cut.samples[0] == (box.width == 5 ? UInt8(left) : 0))
            #expect(cut.samples[1] == (box.height == 3 ? UInt8(top) : 0))
        }
    }

    @Test(arguments: Gravity.allCases)
    func `contain pads to the box around gravity`(gravity: Gravity) {
        let geometry = Self.geometry(400, 200, Resize(width: 100, height: 101, fit: .contain, gravity: gravity))
        #expect(geometry.size == PixelSize(width: 100, height: 50))
        #expect(geometry.canvas == PixelSize(width: 100, height: 101))
        #expect(geometry.left == 0)
        #expect(geometry.top == Int((51 * gravity.vertical).rounded(.down)))
    }

    @Test func `no size and no box makes a side of nothing or overflows`() {
        let sides = [1, 2, 3, 65_535, 1 << 31, Int.max]
        for width in sides {
            for height in sides {
                for fit in Fit.allCases {
                    for box in [(1, 1), (Int.max, 1), (1, Int.max), (Int.max, Int.max), (150, 150)] {
                        for enlarge in [false, true] {
                            let resize = Resize(width: box.0, height: box.1, fit: fit, enlarge: enlarge)
                            let found = Self.geometry(width, height, resize, .rightMirrored)
                            #expect(found.size.width >= 1 && found.size.height >= 1)
                            #expect(found.region.width > 0 && found.region.height > 0)
                            #expect(found.left >= 0 && found.top >= 0)
                            if !enlarge { #expect(found.size.height <= width && found.size.width <= height) }
                        }
                    }
                }
            }
        }
    }
}

extension Orientation {
    fileprivate var inverse: Orientation {
        switch self {
        case .right: .left
        case .left: .right
        default: self
        }
    }
}

extension Bitmap {
    fileprivate func cropped(_ region: SourceRegion) -> Bitmap {
        let size = PixelSize(width: Int(region.width), height: Int(region.height))
        var samples: [UInt8] = []
        for row in Int(region.y)..<Int(region.y) + size.height {
            let start = (row * self.size.width + Int(region.x)) * channels
            samples += self.samples[start..<start + size.width * channels]
        }
        return Bitmap(size: size, channels: channels, samples: samples)
    }
}
