import ImageEngine
import Testing

struct OriginalTests {
    @Test func `a JPEG that would grow is kept without its metadata`() throws {
        let plain = try Samples.jpeg(Samples.noise(64, 64)) { $0.quality = 30 }
        let exif = Array("Exif\0\0".utf8) + Samples.exif(orientation: 1)
        let tagged = Samples.adding([(0xE1, exif), (0xFE, Array("a comment".utf8))], to: plain)
        var settings = RenditionSettings()
        settings.quality = 95
        let image = try render(tagged, [settings]).images[0]
        #expect(image.isOriginal)
        #expect(image.bytes.count <= tagged.count)
        #expect(try pixels(image.bytes) == pixels(plain))
        let text = String(decoding: image.bytes, as: UTF8.self)
        #expect(text.contains("(c) Ada Lens"))
        #expect(!text.contains("a comment"))
    }

    @Test func `a PNG that would grow is kept without its metadata`() throws {
        let small = try render(Samples.slope(64, 64), [RenditionSettings()]).images[0].bytes
        let end = small.count - 12
        let tagged = Array(small[..<end]) + Samples.chunk("tEXt", Array("Comment\0secret".utf8)) + Array(small[end...])
        let image = try render(tagged, [RenditionSettings()]).images[0]
        #expect(image.bytes.count <= tagged.count)
        #expect(try pixels(image.bytes) == pixels(small))
        #expect(!String(decoding: image.bytes, as: UTF8.self).contains("secret"))
    }

    @Test func `a rendition that gets smaller is encoded anew`() throws {
        let source = try Samples.jpeg(Samples.noise(64, 64)) { $0.quality = 95 }
        var settings = RenditionSettings()
        settings.quality = 30
        let image = try render(source, [settings]).images[0]
        #expect(!image.isOriginal)
        #expect(image.bytes.count < source.count)
    }

    @Test func `a picture that has to be turned or reduced is never the original`() throws {
        let plain = try Samples.jpeg(Samples.noise(64, 64)) { $0.quality = 20 }
        let exif = Array("Exif\0\0".utf8) + Samples.exif(orientation: 6)
        let turned = Samples.adding([(0xE1, exif)], to: plain)
        var settings = RenditionSettings()
        settings.quality = 100
        #expect(try !render(turned, [settings]).images[0].isOriginal)
        settings.resize = Resize(width: 63, height: 63)
        #expect(try !render(plain, [settings]).images[0].isOriginal)
    }
}
