import Testing

@testable import ImageEngine

@Suite struct AttentionMapTests {
    @Test func `a flat picture draws the eye nowhere`() {
        #expect(AttentionMap(Synthetic.flat(320, 200, pixel: [120, 120, 120]))?.focus == nil)
        #expect(AttentionMap(Synthetic.flat(1, 1, pixel: [9, 9, 9]))?.focus == nil)
    }

    @Test(arguments: [(40, 30), (250, 40), (40, 180), (250, 180), (150, 100)])
    func `a thing on a plain ground is found`(x: Int, y: Int) throws {
        let thing = Synthetic.flat(40, 40, pixel: [200, 40, 30])
        let picture = Synthetic.flat(320, 240, pixel: [90, 120, 90]).with(thing, x: x, y: y)
        let focus = try #require(AttentionMap(picture)?.focus)
        // The middle counts a little more, so the focus leans to it from the thing's own middle.
        let (across, down) = (Double(x + 20) / 320, Double(y + 20) / 240)
        #expect(abs(focus.x - across) < 0.2 && abs(focus.y - down) < 0.2)
        #expect((focus.x - 0.5) * (across - 0.5) >= -0.01 && (focus.y - 0.5) * (down - 0.5) >= -0.01)
    }

    @Test func `detail draws the eye in a gray picture`() throws {
        let detail = Synthetic.noise(60, 60, channels: 1)
        let gray = Bitmap(size: detail.size, channels: 3, samples: detail.samples.flatMap { [$0, $0, $0] })
        let picture = Synthetic.flat(320, 200, pixel: [128, 128, 128]).with(gray, x: 230, y: 20)
        let focus = try #require(AttentionMap(picture)?.focus)
        #expect(focus.x > 0.6 && focus.y < 0.5)
    }

    @Test func `a frame around the picture hides nothing in it`() throws {
        let thing = Synthetic.flat(60, 60, pixel: [200, 40, 30])
        let inner = Synthetic.flat(300, 220, pixel: [200, 200, 200]).with(thing, x: 200, y: 40)
        let picture = Synthetic.flat(320, 240, pixel: [0, 0, 0]).with(inner, x: 10, y: 10)
        let focus = try #require(AttentionMap(picture)?.focus)
        #expect(abs(focus.x - 0.75) < 0.1 && abs(focus.y - 0.33) < 0.1)
    }

    @Test func `the same scene has the same focus at any size`() throws {
        let thing = Synthetic.flat(8, 8, pixel: [220, 200, 30])
        let scene = Synthetic.flat(48, 36, pixel: [90, 120, 90]).with(thing, x: 35, y: 5)
        let focus = try #require(AttentionMap(scene)?.focus)
        for factor in [2, 5] {
            let other = try #require(AttentionMap(scene.enlarged(factor))?.focus)
            #expect(abs(other.x - focus.x) < 0.03 && abs(other.y - focus.y) < 0.03)
        }
    }

    @Test(arguments: [(1, 1), (1, 320), (320, 1), (2, 3), (47, 49), (320, 320), (320, 7)])
    func `any size has a map`(width: Int, height: Int) throws {
        let focus = try #require(AttentionMap(Synthetic.noise(width, height, channels: 3))).focus
        if let focus { #expect((0...1).contains(focus.x) && (0...1).contains(focus.y)) }
    }

    @Test func `a picture that is not RGB has none`() {
        #expect(AttentionMap(Synthetic.flat(20, 20, pixel: [5])) == nil)
        #expect(AttentionMap(Bitmap(size: PixelSize(width: 0, height: 0), channels: 3, samples: [])) == nil)
    }

    @Test(.enabled(if: hasFaceReferences, "MINILAB_SHARED names no folder of references"))
    func `a photograph's focus is the published one, within a cell`() throws {
        let published = try FaceReference.published()
        #expect(!published.isEmpty)
        for (reference, picture) in published {
            let wanted = try #require(reference.attention)
            let focus = try #require(AttentionMap(picture)?.focus)
            #expect(abs(focus.x - wanted[0]) <= 1.01 / 48 && abs(focus.y - wanted[1]) <= 1.01 / 48)
        }
    }
}

@Suite struct FocusFinderTests {
    @Test func `faces come before attention, and attention before the middle`() throws {
        let ground = Synthetic.flat(320, 240, pixel: [96, 128, 160])
        let face = try Bitmap.drawnFace()
        let thing = Synthetic.flat(40, 40, pixel: [220, 30, 30])
        let scene = ground.with(face, x: 10, y: 20).with(thing, x: 260, y: 180)
        func rule(_ picture: Bitmap, _ source: FocusSource = .faces) throws -> FocusRule {
            try FocusFinder(picture, for: [source]).focus(of: source, keeping: 0.75, 1).rule
        }
        #expect(try rule(scene) == .union)
        #expect(try rule(scene, .attention) == .attention)
        #expect(try rule(ground.with(thing, x: 20, y: 20)) == .attention)
        #expect(try rule(scene, .named(.center)) == .named)
        let nothing = try FocusFinder(ground, for: [.faces]).focus(of: .faces, keeping: 0.75, 1)
        #expect(nothing.rule == .center && nothing.focus == .center)
    }

    @Test func `what is told is the focus of a square`() throws {
        let face = try Bitmap.drawnFace()
        let wide = Synthetic.flat(320, 80, pixel: [96, 128, 160])
        let scene = wide.with(face, x: 0, y: 10).with(face, x: 240, y: 10)
        let finder = try FocusFinder(scene, for: [.faces])
        #expect(finder.focus(of: .faces, keeping: 1, 0.9).rule == .union)
        let report = finder.report(of: .faces)
        #expect(report.rule == .largest && report.faces.count == 2)
        #expect(report.focus.x < 0.2 || report.focus.x > 0.8)
    }
}
