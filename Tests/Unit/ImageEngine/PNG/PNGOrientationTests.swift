import ImageFormats
import Testing

@testable import ImageEngine

/// Every way in which a PNG may say how to turn it, before its pixels and behind them.
struct PNGOrientationTests {
    /// A chunk that says it.
    enum Note: CaseIterable {
        case exif
        case rawProfile
        case compressedRawProfile
        case rawProfileOfAPP1
        case xmpAttribute
        case xmpElement

        func chunk(_ orientation: Orientation) -> [UInt8] {
            let exif = Samples.exif(orientation: orientation.rawValue)
            switch self {
            case .exif: return Samples.chunk("eXIf", exif)
            case .rawProfile: return Samples.chunk("tEXt", Array("Raw profile type exif\0".utf8) + Self.text(exif))
            case .compressedRawProfile:
                let text = Samples.zlibStored(Self.text(Array("Exif\0\0".utf8) + exif))
                return Samples.chunk("zTXt", Array("Raw profile type exif\0\0".utf8) + text)
            case .rawProfileOfAPP1:
                let text = Self.text(Array("Exif\0\0".utf8) + exif)
                return Samples.chunk("tEXt", Array("Raw profile type APP1\0".utf8) + text)
            case .xmpAttribute: return Self.xmp("<rdf:Description tiff:Orientation=\"\(orientation.rawValue)\"/>")
            case .xmpElement: return Self.xmp("<tiff:Orientation>\(orientation.rawValue)</tiff:Orientation>")
            }
        }

        private static func xmp(_ packet: String) -> [UInt8] {
            Samples.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Array(packet.utf8))
        }

        /// As ImageMagick writes it: a name, a length, then 36 bytes to a line.
        private static func text(_ bytes: [UInt8]) -> [UInt8] {
            let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            let starts = stride(from: 0, to: digits.count, by: 36)
            let lines = starts.map { digits[$0..<min($0 + 36, digits.count)].joined() }
            return Array("\nexif\n      \(bytes.count)\n\(lines.joined(separator: "\n"))\n".utf8)
        }
    }

    private static let plain = Samples.slope(21, 13)

    private static func before(_ chunk: [UInt8]) -> [UInt8] { Samples.slope(21, 13, chunks: [chunk]) }

    private static func behind(_ chunk: [UInt8], of file: [UInt8] = plain) -> [UInt8] {
        Array(file.dropLast(12)) + chunk + Array(file.suffix(12))
    }

    @Test(arguments: Note.allCases, Orientation.allCases)
    func `a note before the pixels turns them`(note: Note, orientation: Orientation) throws {
        let expected = try pixels(Self.plain).oriented(orientation)
        for lane in Lane.allCases {
            let rendering = try render(Self.before(note.chunk(orientation)), [RenditionSettings()], lane: lane)
            #expect(rendering.info.orientation == orientation)
            #expect(try pixels(rendering.images[0].bytes) == expected)
        }
    }

    @Test(arguments: Note.allCases, Orientation.allCases)
    func `a note behind the pixels turns what is held whole`(note: Note, orientation: Orientation) throws {
        let expected = try pixels(Self.plain).oriented(orientation)
        for pieces in [1, 1000] {
            let source = Self.behind(note.chunk(orientation))
            let rendering = try render(source, [RenditionSettings(), fitting(9, 9)], pieces: pieces)
            #expect(rendering.info.orientation == orientation && rendering.info.size == expected.size)
            #expect(try pixels(rendering.images[0].bytes) == expected)
            #expect(try rendering.images[1] == render(Self.before(note.chunk(orientation)), [fitting(9, 9)]).images[0])
        }
    }

    @Test(arguments: Note.allCases)
    func `a note behind pixels that are gone is a reason to refuse, never a picture on its side`(note: Note) throws {
        // More than libpng is given at once.
        let large = Samples.noise(60, 50)
        #expect(throws: ImageError.self) {
            try render(Self.behind(note.chunk(.right), of: large), [RenditionSettings()], lane: .library)
        }
        let upright = try render(Self.behind(note.chunk(.up), of: large), [RenditionSettings()], lane: .library)
        #expect(try pixels(upright.images[0].bytes) == pixels(large))
        let fast = try render(Self.behind(note.chunk(.right), of: large), [RenditionSettings()])
        #expect(try pixels(fast.images[0].bytes) == pixels(large).oriented(.right))
    }

    @Test func `what a late note makes a possible original again is encoded anew, since it was not kept`() throws {
        let source = Self.behind(Note.exif.chunk(.up), of: Self.before(Note.rawProfile.chunk(.right)))
        for pieces in [1, 1000] {
            let rendering = try render(source, [RenditionSettings()], pieces: pieces)
            #expect(rendering.info.orientation == .up)
            #expect(try pixels(rendering.images[0].bytes) == pixels(Self.plain))
        }
    }

    @Test(arguments: Lane.allCases)
    func `an interlaced picture is turned by a note behind its pixels`(lane: Lane) throws {
        let (a, b): ([UInt8], [UInt8]) = ([1, 2, 3], [50, 60, 70])
        let (c, d): ([UInt8], [UInt8]) = ([90, 80, 10], [200, 0, 255])
        // Of the seven passes only those have pixels that hold one, its neighbor, and the second row.
        let data = Samples.zlibStored([0] + a + [0] + b + [0] + c + d)
        let file =
            Samples.signature + Samples.header(2, 2, interlace: 1) + Samples.chunk("IDAT", data)
            + Samples.chunk("IEND", [])
        let rendering = try render(Self.behind(Note.exif.chunk(.right), of: file), [RenditionSettings()], lane: lane)
        let expected = Bitmap(size: PixelSize(width: 2, height: 2), channels: 3, samples: c + a + d + b)
        #expect(try pixels(rendering.images[0].bytes).expanded(color: true, alpha: false) == expected)
    }

    @Test func `EXIF counts before XMP, and the first of a kind before the next`() throws {
        let chunks = [Note.xmpAttribute.chunk(.right), Note.rawProfile.chunk(.down), Note.exif.chunk(.left)]
        #expect(try render(Samples.slope(21, 13, chunks: chunks), [RenditionSettings()]).info.orientation == .left)
        let twice = [Note.exif.chunk(.down), Note.exif.chunk(.right)]
        #expect(try render(Samples.slope(21, 13, chunks: twice), [RenditionSettings()]).info.orientation == .down)
        let late = Self.behind(Note.exif.chunk(.down), of: Self.before(Note.xmpElement.chunk(.right)))
        #expect(try render(late, [RenditionSettings()]).info.orientation == .down)
    }

    @Test func `whose picture it is stays, wherever that is said`() throws {
        for note in [Note.rawProfile, .compressedRawProfile] {
            for source in [Self.before(note.chunk(.down)), Self.behind(note.chunk(.down))] {
                let bytes = try render(source, [fitting(9, 9, .jpeg)]).images[0].bytes
                #expect(bytes.indices.contains { bytes[$0...].starts(with: Array("(c) Ada Lens".utf8)) })
            }
        }
    }

    @Test(arguments: [
        "", "\n", "\nexif\n", "\nexif\n 4\n", "\nexif\n 4\n4d4d00", "\nexif\n 4\n4d4d002", "\nexif\n -1\n4d",
        "\nexif\n 99999999999999999999\n4d4d002a", "\nexif\nx\n4d4d002a", "\nexif\n 4\n4d4d00zz",
    ])
    func `a broken raw profile says nothing`(text: String) throws {
        #expect(PNGNotes.decoded(Array(text.utf8)).isEmpty)
        let chunk = Samples.chunk("tEXt", Array("Raw profile type exif\0".utf8) + Array(text.utf8))
        #expect(try render(Self.before(chunk), [RenditionSettings()]).info.orientation == .up)
    }

    @Test(arguments: [
        "tiff:Orientation", "tiff:Orientation=", "tiff:Orientation=\"9\"", "tiff:Orientation=\"0\"",
        "tiff:Orientation6", "tiff:Orientation=\"16\"", "tiff:Orientation>", "tiff:Orientation          =\"6\"",
        "Orientation=\"6\"",
    ])
    func `XMP without one of the eight values says nothing`(packet: String) {
        #expect(Orientation(xmp: Array(packet.utf8).span) == nil)
    }

    @Test func `XMP is found behind a false start`() {
        #expect(Orientation(xmp: Array("ttiff:Orientation = '6' ".utf8).span) == .right)
        #expect(Orientation(xmp: Array("tiff:Orientation=\"0\" tiff:Orientation=\"3\"".utf8).span) == .down)
    }

    @Test func `a raw profile that inflates without end is passed over`() throws {
        let bomb = Samples.zlibStored([UInt8](repeating: 0x30, count: 400_000))
        let chunk = Samples.chunk("zTXt", Array("Raw profile type exif\0\0".utf8) + bomb)
        for lane in Lane.allCases {
            #expect(try render(Self.before(chunk), [RenditionSettings()], lane: lane).info.orientation == .up)
        }
    }
}
