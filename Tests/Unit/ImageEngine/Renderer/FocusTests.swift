import ImageFormats
import Testing

@testable import ImageEngine

/// Crops around what a picture shows, from file to file.
@Suite struct FocusTests {
    private static let ground: [UInt8] = [96, 128, 160]

    /// A face in the right third of a wide picture, and where it is.
    private static func scene(_ factor: Int = 2) throws -> (picture: Bitmap, face: Frame) {
        let face = try Bitmap.drawnFace()
        let small = Synthetic.flat(320, 160, pixel: ground).with(face, x: 230, y: 40)
        let frame = Frame(left: 245 / 320, top: 50 / 160, right: 274 / 320, bottom: 90 / 160)
        return (small.enlarged(factor), frame)
    }

    private static func png(_ picture: Bitmap, _ chunks: [[UInt8]] = []) -> [UInt8] {
        Samples.png(width: picture.size.width, height: picture.size.height, chunks: chunks) { x, y in
            let at = (y * picture.size.width + x) * 3
            return Array(picture.samples[at..<at + 3])
        }
    }

    private static func covering(
        _ width: Int,
        _ height: Int,
        _ format: ImageFormat = .png,
        _ focus: FocusSource? = .faces
    ) -> RenditionSettings {
        var settings = RenditionSettings()
        settings.resize = Resize(width: width, height: height, fit: .cover, focus: focus)
        settings.format = format
        settings.quality = 95
        return settings
    }

    /// What a frame of a picture looks like at a size.
    private static func part(_ frame: Frame, of picture: Bitmap, at size: PixelSize) throws -> Bitmap {
        let (width, height) = (Double(picture.size.width), Double(picture.size.height))
        let region = SourceRegion(
            x: frame.left * width,
            y: frame.top * height,
            width: frame.width * width,
            height: frame.height * height
        )
        return try picture.resampled(region, to: size)
    }

    @Test(arguments: [ImageFormat.png, .jpeg], [ImageFormat.png, .jpeg])
    func `the crop holds the face, and is the part of the picture that it says`(
        source: ImageFormat,
        format: ImageFormat
    ) throws {
        let (picture, face) = try Self.scene()
        let file = source == .png ? Self.png(picture) : try Samples.jpeg(Self.png(picture)) { $0.quality = 95 }
        for (width, height) in [(100, 100), (40, 80), (101, 99), (300, 300)] {
            let rendering = try render(file, [Self.covering(width, height, format)])
            let decision = rendering.decisions[0]
            #expect(decision.focusRule == .union)
            #expect(face.intersection(decision.frame).area > 0.99 * face.area)
            #expect(rendering.images[0].size == PixelSize(width: width, height: height))
            let expected = try Self.part(decision.frame, of: picture, at: rendering.images[0].size)
            #expect(try meanDifference(pixels(rendering.images[0].bytes), expected) < 4)
        }
    }

    @Test(arguments: Orientation.allCases)
    func `faces are looked for upright, and the crop is the same however the picture is stored`(
        orientation: Orientation
    ) throws {
        let (picture, face) = try Self.scene()
        let stored = try #require(
            try Orientation.allCases.map { try picture.oriented($0) }.first { try $0.oriented(orientation) == picture }
        )
        let note = Samples.chunk("eXIf", Samples.exif(orientation: orientation.rawValue))
        let plain = try Samples.jpeg(Self.png(stored)) { $0.quality = 95 }
        let exif = Array("Exif\0\0".utf8) + Samples.exif(orientation: orientation.rawValue)
        for file in [Self.png(stored, [note]), Samples.adding([(0xE1, exif)], to: plain)] {
            for format in [ImageFormat.png, .jpeg] {
                let rendering = try render(file, [Self.covering(100, 100, format)])
                let decision = rendering.decisions[0]
                #expect(decision.focusRule == .union && face.intersection(decision.frame).area > 0.99 * face.area)
                let expected = try Self.part(decision.frame, of: picture, at: PixelSize(width: 100, height: 100))
                #expect(try meanDifference(pixels(rendering.images[0].bytes), expected) < 4)
            }
        }
    }

    @Test func `one look serves all renditions, and what is told is the focus of a square`() throws {
        let (picture, _) = try Self.scene()
        let settings = [
            Self.covering(100, 100), Self.covering(40, 80), Self.covering(60, 60, .jpeg), fitting(20, 20),
            Self.covering(100, 100, .png, nil), Self.covering(60, 20, .png, .attention),
        ]
        let rendering = try render(Self.png(picture), settings)
        let report = try #require(rendering.focus)
        #expect(report.rule == .union && report.faces.count == 1)
        #expect(abs(report.focus.x - 0.811) < 0.01 && abs(report.focus.y - 0.4) < 0.03)
        #expect(rendering.decisions.map(\.focusRule) == [.union, .union, .union, nil, nil, .attention])
        #expect(rendering.decisions.prefix(3).allSatisfy { $0.focus == report.focus })
    }

    @Test func `the crop can be made again from the focus that is told`() throws {
        let (picture, _) = try Self.scene()
        let file = Self.png(picture)
        let found = try render(file, [Self.covering(100, 100)])
        let report = try #require(found.focus)
        let named = try render(file, [Self.covering(100, 100, .png, .named(report.focus))])
        #expect(abs(named.decisions[0].frame.left - found.decisions[0].frame.left) < 0.01)
        #expect(named.focus == FocusReport(focus: report.focus, rule: .named, seeksFaces: false, faces: []))
        #expect(named.decisions[0].focusRule == .named)
    }

    @Test func `without a face it is what draws the eye, and the middle where nothing does`() throws {
        let thing = Synthetic.flat(60, 60, pixel: [220, 30, 30])
        let ground = Synthetic.flat(480, 160, pixel: Self.ground)
        let seen = try render(Self.png(ground.with(thing, x: 20, y: 50)), [Self.covering(50, 50)])
        #expect(seen.focus?.rule == .attention && (seen.focus?.focus.x ?? 1) < 0.4)
        let flat = try render(Self.png(ground), [Self.covering(50, 50)])
        #expect(flat.focus == FocusReport(focus: .center, rule: .center, seeksFaces: true, faces: []))
    }

    @Test func `where nobody asks, nothing is looked for`() throws {
        let (picture, _) = try Self.scene()
        let file = try Samples.jpeg(Self.png(picture))
        for settings in [fitting(20, 20), Self.covering(20, 20, .jpeg, nil), Self.covering(200, 100)] {
            let rendering = try render(file, [settings])
            #expect(rendering.focus == nil && rendering.decisions[0].focusRule == nil)
        }
        var contained = Self.covering(20, 20)
        contained.resize?.fit = .contain
        #expect(try render(file, [contained]).focus == nil)
    }

    @Test func `a JPEG is decoded large enough to see faces, and no larger`() throws {
        let (picture, face) = try Self.scene(4)
        let file = try Samples.jpeg(Self.png(picture)) { $0.quality = 90 }
        for lane in Lane.allCases {
            let plain = try render(file, [Self.covering(20, 20, .jpeg, nil)], lane: lane)
            #expect(plain.decisions[0].eighthsDecoded == 1)
            let seeking = try render(file, [Self.covering(20, 20, .jpeg)], lane: lane)
            #expect(seeking.decisions[0].eighthsDecoded == 2)
            #expect(seeking.focus?.rule == .union)
            #expect(face.intersection(seeking.decisions[0].frame).area > 0.99 * face.area)
        }
    }

    @Test func `the memory is predicted, and a picture that would take too much is cropped at its middle`() throws {
        let strip = Samples.slope(2000, 150)
        let asked = try render(strip, [Self.covering(150, 150)])
        let plain = try render(strip, [Self.covering(150, 150, .png, nil)])
        let more = asked.info.predictedPeak - plain.info.predictedPeak
        #expect(more >= FaceDetector.memory + 2 * 2000 * 150 * 3)
        var limits = DecodeLimits()
        limits.memory = 7_000_000
        let tight = try render(strip, [Self.covering(150, 150)], limits: limits)
        #expect(tight.focus == nil)
        #expect(abs(tight.decisions[0].frame.left - 0.4625) < 0.001)
    }

    @Test func `transparency counts as gray`() throws {
        let (picture, _) = try Self.scene(1)
        let file = Samples.png(width: 320, height: 160, colorType: 6) { x, y in
            let at = (y * 320 + x) * 3
            return Array(picture.samples[at..<at + 3]) + [x < 100 ? 0 : 255]
        }
        #expect(try render(file, [Self.covering(80, 80)]).focus?.rule == .union)
    }

    @Test(arguments: [(1, 1), (1, 300), (300, 1), (7, 3), (33, 32)])
    func `any size can be looked at`(width: Int, height: Int) throws {
        for file in [Samples.slope(width, height), try Samples.jpeg(Samples.slope(width, height))] {
            for enlarge in [false, true] {
                var settings = Self.covering(10, 40)
                settings.resize?.enlarge = enlarge
                let rendering = try render(file, [settings])
                let frame = rendering.decisions[0].frame
                #expect(frame.left >= 0 && frame.top >= 0 && frame.right <= 1 && frame.bottom <= 1 && frame.area > 0)
            }
        }
    }
}
