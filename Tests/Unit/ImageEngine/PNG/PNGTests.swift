import Testing

@testable import ImageEngine

struct PNGTests {
    @Test func `a palette is kept when there are few enough colors`() throws {
        let colors = Samples.chunk("PLTE", [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
        let alpha = Samples.chunk("tRNS", [255, 0])
        let source = Samples.png(width: 32, height: 32, colorType: 3, chunks: [colors, alpha]) { x, _ in [UInt8(x / 8)]
        }
        let rendering = try render(source, [RenditionSettings(), fitting(16, 16)])
        #expect(rendering.info.colorModel == .palette && rendering.info.hasAlpha)
        let whole = rendering.images[0]
        #expect(try PNGHeader(whole.bytes).colorType == 3)
        #expect(try PNGHeader(whole.bytes).bitDepth == 2)
        #expect(try pixels(whole.bytes) == pixels(source))
    }

    /// A picture of one row of pixels over and over, in its smallest form.
    private static func smallest(_ row: [UInt8], channels: Int, rows: Int, byLibrary: Bool) throws -> [UInt8] {
        let size = PixelSize(width: row.count / channels, height: rows)
        let encoder = try PNGEncoder(size: size, channels: channels, form: .smallest(byLibrary: byLibrary))
        for _ in 0..<rows { try encoder.write(row: row.span) }
        return try encoder.finish()
    }

    @Test(arguments: [false, true])
    func `a palette becomes pixels when there are too many colors`(byLibrary: Bool) throws {
        let row: [UInt8] = (0..<257).flatMap { [UInt8($0 & 255), UInt8($0 >> 8), 0] }
        let many = try Self.smallest(row, channels: 3, rows: 40, byLibrary: byLibrary)
        #expect(try PNGHeader(many).colorType == 2)
        let few = try Self.smallest(Array(row.prefix(768)), channels: 3, rows: 40, byLibrary: byLibrary)
        #expect(try PNGHeader(few).colorType == 3)
        #expect(try PNGHeader(few).bitDepth == 8)
        #expect(try pixels(few).samples.prefix(768) == row.prefix(768))
    }

    @Test(arguments: [false, true])
    func `entries that are not opaque come first`(byLibrary: Bool) throws {
        let row: [UInt8] = [1, 1, 1, 255, 2, 2, 2, 0, 1, 1, 1, 255, 3, 9, 3, 255]
        let file = try Self.smallest(row, channels: 4, rows: 40, byLibrary: byLibrary)
        #expect(Samples.payload(of: "PLTE", in: file)?.prefix(3) == [2, 2, 2])
        #expect(Samples.payload(of: "tRNS", in: file) == [0])
        #expect(try pixels(file).samples.prefix(16) == row.prefix(16))
    }

    @Test func `the original without its metadata keeps the picture and nothing else`() throws {
        let text = Samples.chunk("tEXt", Array("Software\0x".utf8))
        let animation = Samples.chunk("acTL", [0, 0, 0, 1, 0, 0, 0, 0])
        let tagged = Samples.slope(9, 9, chunks: [text, animation])
        #expect(try PNGOriginal.stripped(tagged, exif: nil) == Samples.slope(9, 9))
        let exif = Samples.exif(orientation: 1)
        #expect(
            try PNGOriginal.stripped(tagged, exif: exif) == Samples.slope(9, 9, chunks: [Samples.chunk("eXIf", exif)])
        )
    }

    @Test func `bytes behind the end are ignored`() throws {
        let source = Samples.slope(30, 20)
        let more = source + [UInt8](repeating: 0x41, count: 10_000)
        #expect(try render(more, [fitting(9, 9)]).images == render(source, [fitting(9, 9)]).images)
    }

    @Test func `a watermark has to be a PNG of bounded size`() throws {
        #expect(try WatermarkImage(png: Samples.slope(5, 4).span).bitmap.size == PixelSize(width: 5, height: 4))
        let jpeg = try Samples.jpeg(Samples.slope(5, 4))
        #expect(throws: ImageError.self) { try WatermarkImage(png: jpeg.span) }
        #expect(throws: ImageError.tooManyPixels(PixelSize(width: 4000, height: 4000), limit: 4_000_000)) {
            try WatermarkImage(png: (Samples.signature + Samples.header(4000, 4000)).span)
        }
        #expect(throws: ImageError.truncated(after: 100)) {
            try WatermarkImage(png: Samples.slope(50, 40).span.extracting(first: 100))
        }
    }
}
