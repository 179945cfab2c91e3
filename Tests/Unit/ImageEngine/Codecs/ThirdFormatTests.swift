import ImageFormats
import Testing

@testable import ImageEngine

/// What a new format needs: its folder and a line of the registry. `BMP/` and `TestRegistry.swift` are all there is of this one.
struct ThirdFormatTests {
    /// The picture of `Samples.slope`.
    private static func bitmap(_ width: Int, _ height: Int) throws -> [UInt8] {
        let picture = try pixels(Samples.slope(width, height))
        func little(_ value: Int) -> [UInt8] { Samples.bigEndian(value).reversed() }
        let padding = [UInt8](repeating: 0, count: (4 - 3 * width % 4) % 4)
        let rows = (0..<height).reversed().flatMap { y in
            (0..<width).flatMap { x in
                let at = y * picture.rowBytes + 3 * x
                return picture.samples[at..<at + 3].reversed()
            } + padding
        }
        return Array("BM".utf8) + little(54 + rows.count) + [0, 0, 0, 0] + little(54) + little(40) + little(width)
            + little(height) + [1, 0, 24, 0] + little(0) + little(rows.count) + [UInt8](repeating: 0, count: 16) + rows
    }

    private static var limits: DecodeLimits {
        var limits = DecodeLimits()
        limits.formats = [.bmp]
        return limits
    }

    private static func develop(
        _ bytes: [UInt8],
        _ settings: [RenditionSettings],
        _ limits: DecodeLimits = limits,
        pieces: Int = .max
    ) throws(ImageError) -> Rendering {
        try render(bytes, settings, limits: limits, codecs: .testing, pieces: pieces)
    }

    @Test(arguments: [1, 100, .max])
    func `it comes in, in pieces of any size, and goes out as any other does`(pieces: Int) throws {
        let settings = [fitting(20, 20, .png), fitting(30, 30, .png, fit: .contain), fitting(nil, nil, .png)]
        let expected = try render(Samples.slope(61, 47), settings).images
        let rendering = try Self.develop(Self.bitmap(61, 47), settings, pieces: pieces)
        #expect(rendering.images == expected)
        #expect(rendering.info.format == .bmp)
        #expect(rendering.placeholder != nil)
    }

    @Test func `the same format is another one where it cannot be written`() throws {
        let image = try Self.develop(Self.bitmap(61, 47), [fitting(20, 20)]).images[0]
        #expect(image.format == .jpeg)
        #expect(ImageFormat.identify(image.bytes.span) == .jpeg)
    }

    @Test func `its decoder has one scale, and no shorter way`() throws {
        let decision = try Self.develop(Self.bitmap(40, 30), [RenditionSettings()]).decisions[0]
        #expect(decision.eighthsNeeded == nil && decision.eighthsDecoded == nil)
        #expect(!decision.isPlanar && !decision.isRequantized && !decision.mayKeepOriginal)
    }

    @Test func `limits and truncation are the engine's`() throws {
        let bytes = try Self.bitmap(61, 47)
        var few = Self.limits
        few.maxPixels = 100
        #expect(throws: ImageError.tooManyPixels(PixelSize(width: 61, height: 47), limit: 100)) {
            try Self.develop(bytes, [RenditionSettings()], few)
        }
        for length in [54, 100, bytes.count - 1] {
            #expect(throws: ImageError.truncated(after: length)) {
                try Self.develop(Array(bytes.prefix(length)), [RenditionSettings()])
            }
        }
    }

    @Test func `without a codec it is refused by its name`() throws {
        let bytes = try Self.bitmap(8, 8)
        let error = #expect(throws: ImageError.self) { try render(bytes, [RenditionSettings()]) }
        #expect(error?.description == "BMP is not accepted here, only JPEG and PNG")
        #expect(throws: ImageError.unsupported("reading BMP")) {
            try render(bytes, [RenditionSettings()], limits: Self.limits)
        }
        var settings = RenditionSettings()
        settings.format = .bmp
        #expect(throws: ImageError.unsupported("writing BMP")) { try render(Samples.slope(8, 8), [settings]) }
    }

    @Test(arguments: ImageFormat.allCases)
    func `what is said to be read and written is`(format: ImageFormat) {
        let codecs = CodecRegistry.standard
        #expect(ImageFormat.readable.contains(format) == ((try? codecs.source(of: format)) != nil))
        #expect(ImageFormat.writable.contains(format) == ((try? codecs.encoder(of: format)) != nil))
    }
}
