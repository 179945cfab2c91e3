import ImageFormats
import Testing

@testable import ImageEngine

struct CompositionTests {
    private static func near(_ one: ArraySlice<UInt8>, _ other: [UInt8], by levels: Int = 6) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { abs(Int($0) - Int($1)) <= levels }
    }

    @Test(arguments: [ImageFormat.jpeg, .png])
    func `contain pads with the background around the picture`(format: ImageFormat) throws {
        let red = try Samples.jpeg(Samples.png(width: 80, height: 40) { _, _ in [250, 0, 0] }) { $0.quality = 95 }
        var settings = fitting(40, 40, format, fit: .contain)
        settings.background = RGBColor(red: 0, green: 0, blue: 250)
        settings.quality = 95
        let image = try render(red, [settings]).images[0]
        #expect(image.size == PixelSize(width: 40, height: 40))
        let seen = try pixels(image.bytes)
        #expect(Self.near(seen.samples[0..<3], [0, 0, 250]))
        #expect(Self.near(seen.samples[(20 * 40 + 20) * 3..<(20 * 40 + 20) * 3 + 3], [250, 0, 0]))
        #expect(Self.near(seen.samples.suffix(3), [0, 0, 250]))
    }

    @Test(arguments: [Gravity.west, .center, .east])
    func `cover keeps what gravity names`(gravity: Gravity) throws {
        let stripes = Samples.png(width: 90, height: 30) { x, _ in
            x < 30 ? [250, 0, 0] : x < 60 ? [0, 250, 0] : [0, 0, 250]
        }
        for source in [stripes, try Samples.jpeg(stripes) { $0.quality = 95 }] {
            var settings = RenditionSettings()
            settings.resize = Resize(width: 20, height: 20, fit: .cover, gravity: gravity)
            settings.quality = 95
            let seen = try pixels(render(source, [settings]).images[0].bytes)
            let expected: [UInt8] = gravity == .west ? [250, 0, 0] : gravity == .east ? [0, 0, 250] : [0, 250, 0]
            #expect(Self.near(seen.samples[(10 * 20 + 10) * 3..<(10 * 20 + 10) * 3 + 3], expected))
        }
    }

    @Test func `a watermark lies where it should, on the picture as it is seen`() throws {
        let mark = try WatermarkImage(png: Samples.png(width: 10, height: 10) { _, _ in [0, 0, 0] }.span)
        var settings = RenditionSettings()
        var watermark = Watermark(image: mark)
        watermark.placement.opacity = 1
        watermark.placement.scale = 0.25
        watermark.placement.margin = 2
        settings.watermark = watermark
        settings.quality = 95
        let white = try Samples.jpeg(Samples.png(width: 80, height: 40) { _, _ in [255, 255, 255] })
        let turned = Samples.adding([(0xE1, Array("Exif\0\0".utf8) + Samples.exif(orientation: 6))], to: white)
        let image = try render(turned, [settings]).images[0]
        #expect(image.size == PixelSize(width: 40, height: 80) && !image.isOriginal)
        let seen = try pixels(image.bytes)
        func gray(_ x: Int, _ y: Int) -> UInt8 { seen.samples[(y * 40 + x) * seen.channels] }
        #expect(gray(33, 73) < 10 && gray(39, 79) > 245 && gray(26, 66) > 245 && gray(5, 5) > 245)
    }

    @Test func `the colors of a PNG that names other primaries are converted`() throws {
        // Display P3's primaries and sRGB's curve: what is written is less saturated than it looks.
        let xy = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000].flatMap(Samples.bigEndian)
        let chunks = [Samples.chunk("gAMA", Samples.bigEndian(45_455)), Samples.chunk("cHRM", xy)]
        let source = Samples.png(width: 8, height: 8, chunks: chunks) { _, _ in [200, 100, 100] }
        let rendering = try render(source, [RenditionSettings()])
        #expect(!rendering.images[0].isOriginal)
        let seen = try pixels(rendering.images[0].bytes)
        #expect(Self.near(seen.samples[0..<3], [213, 93, 97], by: 3))
        let plain = try pixels(
            render(Samples.png(width: 8, height: 8) { _, _ in [200, 100, 100] }, [RenditionSettings()])
                .images[0].bytes
        )
        #expect(Array(plain.samples[0..<3]) == [200, 100, 100])
    }

    @Test func `a damaged profile is a warning`() throws {
        let part = Array("ICC_PROFILE\0".utf8) + [1, 1] + [UInt8](repeating: 7, count: 200)
        let plain = try Samples.jpeg(Samples.slope(16, 16))
        let rendering = try render(Samples.adding([(0xE2, part)], to: plain), [fitting(8, 8)])
        #expect(rendering.warnings == 1)
        #expect(try rendering.images == render(plain, [fitting(8, 8)]).images)
    }
}
