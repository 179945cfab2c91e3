import Testing

@testable import ImageEngine

/// The placeholder that comes with the renditions, held against the ThumbHash of the whole picture.
@Suite struct PlaceholderTests {
    private static let sources: [(name: String, bytes: [UInt8])] = [
        ("slope", Samples.slope(200, 120)), ("tall", Samples.slope(3, 500)), ("one pixel", Samples.slope(1, 1)),
        (
            "alpha",
            Samples.png(width: 90, height: 60, colorType: 6) { x, y in
                [UInt8(x * 2), 80, UInt8(y * 4), x < 45 ? 255 : 60]
            }
        ),
        ("gray", Samples.png(width: 64, height: 64, colorType: 0) { x, y in [UInt8((x + y) * 2)] }),
    ]

    private static func tenth() -> RenditionSettings {
        var settings = RenditionSettings()
        settings.resize = Resize(width: 10)
        return settings
    }

    @Test(arguments: sources)
    func `it looks like the whole picture`(source: (name: String, bytes: [UInt8])) throws {
        let placeholder = try #require(render(source.bytes, [Self.tenth()]).placeholder)
        let whole = try Bitmap(png: source.bytes.span, maxPixels: 1_000_000)
        let expected = try ThumbHash(whole).bytes
        #expect(placeholder.thumbHash.count == expected.count)
        // The first three bytes hold the average color in three times 6 bits: one step of quantization may differ.
        func average(_ hash: [UInt8]) -> [Int] {
            let head = Int(hash[0]) | Int(hash[1]) << 8 | Int(hash[2]) << 16
            return [head & 63, head >> 6 & 63, head >> 12 & 63]
        }
        for (one, other) in zip(average(placeholder.thumbHash), average(expected)) { #expect(abs(one - other) <= 1) }
    }

    @Test func `it is the same for every rendition and for a JPEG of the picture`() throws {
        let png = Samples.slope(160, 160)
        let jpeg = try Samples.jpeg(png) { $0.quality = 95 }
        let small = try #require(render(jpeg, [Self.tenth()]).placeholder)
        let large = try #require(render(jpeg, [RenditionSettings()]).placeholder)
        let color = try #require(small.dominantColor)
        let other = try #require(large.dominantColor)
        #expect(abs(Int(color.red) - Int(other.red)) < 24 && abs(Int(color.blue) - Int(other.blue)) < 24)
        #expect(small.thumbHash.count == large.thumbHash.count)
    }

    @Test func `it is turned as the picture is seen`() throws {
        let upright = try Samples.jpeg(Samples.slope(120, 60)) { $0.quality = 95 }
        let turned = Samples.adding([(0xE1, Array("Exif\0\0".utf8) + Samples.exif(orientation: 6))], to: upright)
        let hash = try #require(render(turned, [Self.tenth()]).placeholder).thumbHash
        let asStored = try #require(render(upright, [Self.tenth()]).placeholder).thumbHash
        // Bit 15 of the two bytes behind the head: landscape.
        #expect(hash[4] & 0x80 == 0 && asStored[4] & 0x80 != 0)
    }

    @Test func `the dominant color is that of most of the picture`() throws {
        let png = Samples.png(width: 100, height: 100) { x, _ in x < 70 ? [200, 30, 30] : [20, 20, 220] }
        #expect(try render(png, [Self.tenth()]).placeholder?.dominantColor == RGBColor(red: 200, green: 30, blue: 30))
    }

    @Test func `of a picture that cannot be seen there is no color`() throws {
        let png = Samples.png(width: 10, height: 10, colorType: 6) { _, _ in [200, 30, 30, 0] }
        let placeholder = try #require(render(png, [Self.tenth()]).placeholder)
        #expect(placeholder.dominantColor == nil && !placeholder.thumbHash.isEmpty)
    }
}
