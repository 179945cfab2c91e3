import ImageFormats
import Testing

@testable import ImageEngine

@Suite struct MissingRowsTests {
    /// Compressed data that end well but early: libpng says nothing.
    @Test(arguments: [0, 1] as [UInt8], [1, 2, 8, 9, 30])
    func `a PNG with fewer rows than it declares is refused`(interlace: UInt8, height: Int) throws {
        let whole = Samples.png(width: 12, height: height) { _, _ in [0, 0, 0] }
        let start = try #require(whole.indices.first { whole[$0...].starts(with: Array("IDAT".utf8)) }) - 4
        let file = Samples.signature + Samples.header(12, height + 40, interlace: interlace) + whole[start...]
        for fit in Fit.allCases {
            var settings = RenditionSettings()
            settings.format = fit == .cover ? .jpeg : nil
            settings.resize = Resize(width: 9, height: 9, fit: fit)
            #expect(throws: ImageError.corrupt("Not enough image data")) {
                var renderer = ImageRenderer(renditions: [settings], limits: DecodeLimits(), clock: { .zero })
                try renderer.feed(file.span)
                return try renderer.finish().images
            }
        }
    }

    /// Down to sizes whose last passes hold no pixels.
    @Test(arguments: 1...9, 1...9)
    func `an interlaced PNG of any size is read`(width: Int, height: Int) throws {
        let passes = [(8, 8, 0, 0), (8, 8, 4, 0), (4, 8, 0, 4), (4, 4, 2, 0), (2, 4, 0, 2), (2, 2, 1, 0), (1, 2, 0, 1)]
        var raw: [UInt8] = []
        for (stepX, stepY, left, top) in passes {
            let columns = Array(stride(from: left, to: width, by: stepX))
            for row in stride(from: top, to: height, by: stepY) where !columns.isEmpty {
                raw += [0] + columns.map { UInt8($0 * 20 + row) }
            }
        }
        let file =
            Samples.signature + Samples.header(width, height, colorType: 0, interlace: 1)
            + Samples.chunk("IDAT", Samples.zlibStored(raw)) + Samples.chunk("IEND", [])
        let bitmap = try Bitmap(png: file.span, maxPixels: 100)
        #expect(bitmap.size == PixelSize(width: width, height: height))
        let gray = stride(from: 0, to: bitmap.samples.count, by: bitmap.channels).map { bitmap.samples[$0] }
        #expect(gray == (0..<width * height).map { UInt8($0 % width * 20 + $0 / width) })
    }
}
