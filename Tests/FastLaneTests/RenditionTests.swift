import ImageEngine
import Testing

/// The whole engine with the fast lane and without it.
struct RenditionTests {
    private static func render(_ bytes: [UInt8], _ codec: Codec, piece: Int = 10_000) throws -> Rendering {
        var small = RenditionSettings()
        small.resize = Resize(width: 9, height: 9)
        var png = RenditionSettings()
        png.format = .png
        return try render(bytes, codec, [small, png, RenditionSettings()], piece: piece)
    }

    private static func render(
        _ bytes: [UInt8],
        _ codec: Codec,
        _ settings: [RenditionSettings],
        piece: Int
    ) throws -> Rendering {
        var renderer = ImageRenderer(renditions: settings, limits: DecodeLimits(), codec: codec, clock: { .zero })
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try renderer.feed(bytes.span.extracting(start..<min(start + piece, bytes.count)))
        }
        return try renderer.finish()
    }

    @Test(arguments: Sample.baseline + Sample.progressive)
    func `renditions are the same with either codec`(sample: Sample) throws {
        let fast = try Self.render(sample.bytes, .fast)
        #expect(try fast.images == Self.render(sample.bytes, .library).images)
        let png = fast.images[1].bytes
        for piece in [1, 10_000] {
            #expect(try Self.render(png, .fast, piece: piece).images == Self.render(png, .library).images)
        }
    }

    @Test func `a damaged PNG is refused with either codec, for the same reason`() throws {
        var png = try Self.render(Sample.baseline[11].bytes, .library).images[1].bytes
        png[png.count / 2] ^= 1
        for codec in Codec.allCases {
            let error = #expect(throws: ImageError.self) { try Self.render(png, codec) }
            let reference = #expect(throws: ImageError.self) { try Self.render(png, .library) }
            #expect(error == reference)
        }
    }
}
