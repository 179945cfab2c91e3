import ImageFormats
import Testing

@testable import ImageEngine

struct RendererTests {
    @Test(arguments: [ImageFormat.jpeg, .png])
    func `a picture fits inside its box and keeps its colors`(format: ImageFormat) throws {
        let source = try format == .jpeg ? Samples.jpeg(Samples.slope(241, 161)) : Samples.slope(241, 161)
        let image = try #require(try render(source, [fitting(40, 40)]).images.first)
        #expect(image.size == PixelSize(width: 40, height: 27))
        #expect(image.format == (format == .jpeg ? .jpeg : .png))
        #expect(try meanDifference(pixels(image.bytes), pixels(Samples.slope(40, 27))) < 5)
    }

    @Test func `one decode gives every rendition as if it were alone`() throws {
        let source = try Samples.jpeg(Samples.slope(300, 200))
        let settings = [fitting(30, 30), fitting(nil, 77, .png), fitting(50, 50, fit: .cover), RenditionSettings()]
        let together = try render(source, settings).images
        #expect(together.map(\.size.width) == [30, 116, 50, 300])
        #expect(together.map(\.format) == [.jpeg, .png, .jpeg, .jpeg])
        // The smallest decodes at another scale when it is alone: the same picture, not the same bytes.
        let alone = try render(source, [settings[0]]).images[0]
        #expect(try meanDifference(pixels(alone.bytes), pixels(together[0].bytes)) < 2)
    }

    @Test(arguments: [1, 2, 7, 1000])
    func `the pieces in which bytes arrive make no difference`(length: Int) throws {
        let sources = try [
            Samples.noise(97, 61), Samples.jpeg(Samples.noise(97, 61)),
            Samples.jpeg(Samples.noise(97, 61)) { $0.progressive = true },
        ]
        for source in sources {
            let whole = try render(source, [fitting(40, 40), RenditionSettings()])
            let pieces = try render(source, [fitting(40, 40), RenditionSettings()], pieces: length)
            #expect(pieces.images == whole.images)
            #expect(pieces.info == whole.info)
        }
    }

    @Test func `the header is known before the pixels`() throws {
        let source = try Samples.jpeg(Samples.noise(640, 480)) { $0.quality = 95 }
        var renderer = ImageRenderer(renditions: [fitting(10, 10)], limits: DecodeLimits(), clock: { .zero })
        let before = renderer.info
        #expect(before == nil)
        try renderer.feed(source.span.extracting(0..<2000))
        let after = renderer.info
        let info = try #require(after)
        #expect(info.size == PixelSize(width: 640, height: 480))
        #expect(info.colorModel == .ycc)
        #expect(!info.hasAlpha && !info.isProgressive)
    }

    @Test func `time is taken from the clock that was given`() throws {
        let ticks = Ticks()
        var renderer = ImageRenderer(renditions: [fitting(20, 20)], limits: DecodeLimits(), clock: ticks.next)
        try renderer.feed(Samples.slope(60, 60).span)
        let times = try renderer.finish().times
        #expect(times.decode > .zero && times.resample > .zero && times.encode > .zero)
        #expect(times.decode + times.resample + times.encode <= .milliseconds(ticks.count))
    }

    private final class Ticks {
        var count = 0

        func next() -> Duration {
            count += 1
            return .milliseconds(count)
        }
    }

    @Test(arguments: [(1, 1), (1, 2), (3, 1), (7, 9), (8, 8), (16, 17), (1, 400), (400, 1)])
    func `every small or narrow size goes through every format`(width: Int, height: Int) throws {
        for format in [ImageFormat.jpeg, .png] {
            let source = try Samples.jpeg(Samples.slope(width, height))
            for one in [fitting(nil, nil, format), fitting(5, 5, format), fitting(5, 5, format, fit: .fill)] {
                let image = try render(source, [one]).images[0]
                #expect(image.size.width >= 1 && image.size.height >= 1)
                #expect(try pixels(image.bytes).size == image.size)
            }
        }
    }

    @Test func `transparency shows the background in a JPEG and stays in a PNG`() throws {
        let source = Samples.png(width: 32, height: 32, colorType: 6) { x, _ in [255, 0, 0, x < 16 ? 0 : 255] }
        var settings = RenditionSettings()
        settings.format = .jpeg
        settings.quality = 95
        settings.background = RGBColor(red: 0, green: 0, blue: 255)
        let flat = try pixels(render(source, [settings]).images[0].bytes)
        #expect(flat.channels == 3)
        #expect(flat.samples[2] > 245 && flat.samples[0] < 10)
        #expect(flat.samples[31 * 3] > 245 && flat.samples[31 * 3 + 2] < 10)
        let kept = try pixels(render(source, [fitting(16, 16)]).images[0].bytes)
        #expect(kept.channels == 4)
        #expect(kept.samples[3] == 0 && kept.samples[15 * 4 + 3] == 255)
    }

    @Test func `gray stays gray`() throws {
        let source = Samples.png(width: 40, height: 30, colorType: 0) { x, y in [UInt8(x * 3 + y)] }
        let renderings = try render(source, [fitting(20, 20, .png), fitting(20, 20, .jpeg)]).images
        #expect(try pixels(renderings[0].bytes).channels == 1)
        #expect(try pixels(renderings[1].bytes).channels == 1)
        #expect(try render(renderings[1].bytes, [fitting(5, 5)]).info.colorModel == .gray)
    }

    @Test(arguments: [
        (50, false, nil), (90, false, nil), (80, true, nil), (80, false, ChromaSubsampling.yuv444), (1, true, .yuv420),
        (100, false, .yuv420),
    ])
    func `quality, progression and chroma are as asked`(
        quality: Int,
        progressive: Bool,
        chroma: ChromaSubsampling?
    ) throws {
        let source = try Samples.jpeg(Samples.slope(64, 48)) {
            ($0.quality, $0.progressive, $0.chromaSubsampling) = (quality, progressive, chroma)
        }
        let marker: UInt8 = progressive ? 0xC2 : 0xC0
        let start = try #require(source.indices.dropLast(12).first { source[$0] == 0xFF && source[$0 + 1] == marker })
        let halved = chroma == .yuv420 || chroma == nil && quality < 90
        #expect(source[start + 11] == (halved ? 0x22 : 0x11))
        #expect(try render(source, [fitting(9, 9)]).info.isProgressive == progressive)
    }
}
