import Testing

@testable import ImageEngine

/// The geometry of a crop that is decided after the rows were seen.
@Suite struct CutTests {
    private static func geometry(
        _ width: Int,
        _ height: Int,
        _ box: (Int, Int),
        _ orientation: Orientation = .up,
        focus: FocusSource,
        enlarge: Bool = false
    ) -> RenditionGeometry {
        RenditionGeometry(
            source: PixelSize(width: width, height: height),
            orientation: orientation,
            resize: Resize(width: box.0, height: box.1, fit: .cover, focus: focus, enlarge: enlarge)
        )
    }

    @Test func `the whole picture is held at the scale of the crop`() throws {
        let geometry = Self.geometry(4032, 3024, (200, 200), focus: .faces)
        #expect(geometry.target == PixelSize(width: 266, height: 200))
        #expect(geometry.size == PixelSize(width: 200, height: 200) && geometry.canvas == geometry.size)
        // Whole pixels at the scale of the other axis: what does not make one is left out at both ends alike.
        #expect(abs(geometry.region.width - 266 * 15.12) < 1e-9 && geometry.region.height == 3024)
        #expect(abs(geometry.region.x - (4032 - 266 * 15.12) / 2) < 1e-9)
        #expect(geometry.cut?.kept.width == 200.0 / 266 && geometry.cut?.kept.height == 1)
    }

    @Test func `a cover that cuts less than a pixel holds nothing`() {
        for (width, height) in [(400, 400), (401, 400)] {
            let geometry = Self.geometry(width, height, (200, 200), focus: .faces)
            #expect(geometry.cut == nil && geometry.target == geometry.size)
        }
    }

    @Test func `a picture that is not enlarged is cut as it is`() {
        let geometry = Self.geometry(100, 60, (400, 400), focus: .attention)
        #expect(geometry.cut?.held == PixelSize(width: 100, height: 60))
        #expect(geometry.size == PixelSize(width: 60, height: 60))
        #expect(!geometry.resamples && geometry.crops)
    }

    @Test(arguments: [
        (0.0, 0), (0.1, 0), (0.5, 32), (0.55, 46), (0.62, 64), (0.9, 66), (1.0, 66),
    ])
    func `the crop is centered on the focus, shifted into the picture and even`(x: Double, left: Int) {
        let geometry = Self.geometry(4032, 3024, (200, 200), focus: .faces).cut(around: Focus(x: x, y: 0.5))
        #expect(geometry.cut?.left == left && geometry.cut?.top == 0)
    }

    @Test func `a named focus needs no look at the picture`() {
        let geometry = Self.geometry(4000, 1000, (100, 100), focus: .named(Focus(x: 0.3, y: 0.9)))
        #expect(geometry.cut == nil)
        #expect(geometry.region == SourceRegion(x: 700, y: 0, width: 1000, height: 1000))
        let edge = Self.geometry(4000, 1000, (100, 100), focus: .named(Focus(x: 0.99, y: 0)))
        #expect(edge.region.x == 3000)
    }

    @Test(arguments: Orientation.allCases)
    func `what is held and what is kept follow the picture as it is seen`(orientation: Orientation) {
        let stored = PixelSize(width: 300, height: 200).transposed(orientation.swapsAxes)
        let geometry = Self.geometry(stored.width, stored.height, (50, 100), orientation, focus: .faces)
        #expect(geometry.target == PixelSize(width: 150, height: 100).transposed(orientation.swapsAxes))
        #expect(geometry.cut?.held == PixelSize(width: 150, height: 100))
        #expect(geometry.size == PixelSize(width: 50, height: 100))
    }

    @Test func `whatever the sizes, what is kept lies in what is held, and that in the picture`() throws {
        var state: UInt32 = 11
        func random(_ most: Int) -> Int {
            state = state &* 1_664_525 &+ 1_013_904_223
            return 1 + Int(state >> 8) % most
        }
        for _ in 0..<3000 {
            let (width, height, box) = (random(3000), random(3000), (random(900), random(900)))
            let enlarge = random(2) == 1
            let geometry = Self.geometry(width, height, box, focus: .faces, enlarge: enlarge)
            let plain = RenditionGeometry(
                source: PixelSize(width: width, height: height),
                orientation: .up,
                resize: Resize(width: box.0, height: box.1, fit: .cover, enlarge: enlarge)
            )
            #expect(geometry.size == plain.size)
            let region = geometry.region
            #expect(region.x >= 0 && region.y >= 0)
            #expect(region.x + region.width <= Double(width) + 1e-6)
            #expect(region.y + region.height <= Double(height) + 1e-6)
            guard let held = geometry.cut?.held else { continue }
            #expect(held == geometry.target && (held.width == plain.size.width || held.height == plain.size.height))
            for share in [0, 0.33, 0.5, 1] {
                let cut = try #require(geometry.cut(around: Focus(x: share, y: share)).cut)
                #expect(cut.left >= 0 && cut.left + cut.size.width <= held.width)
                #expect(cut.top >= 0 && cut.top + cut.size.height <= held.height)
                let half = PixelSize(width: (held.width + 1) / 2, height: (held.height + 1) / 2)
                let chroma = cut.scaled(to: half)
                #expect(chroma.left + chroma.size.width <= half.width && chroma.top + chroma.size.height <= half.height)
            }
        }
    }

    @Test func `a part is cut out of a picture`() {
        let picture = Synthetic.waves(20, 10, channels: 3)
        let cut = Cut(of: picture.size, to: PixelSize(width: 5, height: 10), around: Focus(x: 0.6, y: 0))
        let part = picture.cut(cut)
        #expect(cut.left == 10 && part.size == cut.size && part.samples.count == 5 * 10 * 3)
        for (x, y) in [(0, 0), (4, 9), (2, 5)] {
            #expect(part.samples[(y * 5 + x) * 3] == picture.samples[(y * 20 + x + 10) * 3])
        }
    }
}
