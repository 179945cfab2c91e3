import ImageFormats
import Testing

@testable import ImageEngine

/// The whole engine with the fast lane and without it.
struct RenditionTests {
    private static func render(_ bytes: [UInt8], _ lane: Lane, piece: Int = 10_000) throws -> Rendering {
        var small = RenditionSettings()
        small.resize = Resize(width: 9, height: 9)
        var png = RenditionSettings()
        png.format = .png
        return try render(bytes, lane, [small, png, RenditionSettings()], piece: piece)
    }

    private static func render(
        _ bytes: [UInt8],
        _ lane: Lane,
        _ settings: [RenditionSettings],
        piece: Int
    ) throws -> Rendering {
        var renderer = ImageRenderer(renditions: settings, limits: DecodeLimits(), lane: lane, clock: { .zero })
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try renderer.feed(bytes.span.extracting(start..<min(start + piece, bytes.count)))
        }
        return try renderer.finish()
    }

    /// A JPEG's bytes; of a PNG, which either lane stores in a form of its own, the colors of all pixels.
    private static func contents(_ rendering: Rendering) throws -> [[UInt8]] {
        try rendering.images.map { image in
            guard image.format == .png else { return image.bytes }
            let bitmap = try Bitmap(png: image.bytes.span, maxPixels: 1_000_000)
            #expect(bitmap.size == image.size)
            return bitmap.expanded(color: true, alpha: true).samples
        }
    }

    @Test(arguments: Sample.baseline + Sample.progressive)
    func `renditions are the same in either lane`(sample: Sample) throws {
        let fast = try Self.render(sample.bytes, .fast)
        #expect(try Self.contents(fast) == Self.contents(Self.render(sample.bytes, .library)))
        let png = fast.images[1].bytes
        let library = try Self.contents(Self.render(png, .library))
        for piece in [1, 10_000] {
            #expect(try Self.contents(Self.render(png, .fast, piece: piece)) == library)
        }
    }

    @Test func `a damaged PNG is refused in either lane, for the same reason`() throws {
        var png = try Self.render(Sample.baseline[11].bytes, .library).images[1].bytes
        png[png.count / 2] ^= 1
        for lane in Lane.allCases {
            let error = #expect(throws: ImageError.self) { try Self.render(png, lane) }
            let reference = #expect(throws: ImageError.self) { try Self.render(png, .library) }
            #expect(error == reference)
        }
    }
}
