import ImageFormats
import Testing

@testable import ImageEngine

struct OrientationTests {
    /// Odd sides, so that the half chroma samples at the edges count.
    private static let stored = Samples.slope(53, 31)

    private static func jpeg(_ orientation: Orientation) throws -> [UInt8] {
        let plain = try Samples.jpeg(stored) { $0.quality = 98 }
        return Samples.adding(
            [(0xE1, Array("Exif\0\0".utf8) + Samples.exif(orientation: orientation.rawValue))],
            to: plain
        )
    }

    private static func png(_ orientation: Orientation) -> [UInt8] {
        Samples.slope(53, 31, chunks: [Samples.chunk("eXIf", Samples.exif(orientation: orientation.rawValue))])
    }

    @Test(arguments: Orientation.allCases)
    func `orientation is applied at full size`(orientation: Orientation) throws {
        let expected = try pixels(Self.stored).oriented(orientation)
        for source in [try Self.jpeg(orientation), Self.png(orientation)] {
            for format in [ImageFormat.jpeg, .png] {
                var settings = RenditionSettings()
                settings.format = format
                settings.quality = 98
                settings.chromaSubsampling = .yuv420
                let rendering = try render(source, [settings])
                #expect(rendering.info.size == expected.size)
                #expect(rendering.info.orientation == orientation)
                #expect(try meanDifference(pixels(rendering.images[0].bytes), expected) < 2.5)
            }
        }
    }

    @Test(arguments: Orientation.allCases)
    func `orientation is applied to a reduced picture, and no tag is left`(orientation: Orientation) throws {
        let expected = try pixels(
            render(Samples.slope(53, 31), [fitting(30, 30, .png)]).images[0].bytes
        ).oriented(orientation)
        for source in [try Self.jpeg(orientation), Self.png(orientation)] {
            for format in [ImageFormat.jpeg, .png] {
                let image = try render(source, [fitting(30, 30, format)]).images[0]
                #expect(try meanDifference(pixels(image.bytes), expected) < 3)
                #expect(try render(image.bytes, [fitting(9, 9)]).info.orientation == .up)
            }
        }
    }

    @Test func `artist and copyright stay and the place goes`() throws {
        for source in [try Self.jpeg(.right), Self.png(.right)] {
            for format in [ImageFormat.jpeg, .png] {
                let bytes = try render(source, [fitting(30, 30, format)]).images[0].bytes
                let kept = try #require(Self.exifBlock(bytes))
                let metadata = EXIFMetadata(parsing: kept.span)
                #expect(metadata.artist == Array("Ada Lens".utf8))
                #expect(metadata.copyright == Array("(c) Ada Lens".utf8))
                #expect(metadata.orientation == .up)
                #expect(!kept.indices.dropLast().contains { kept[$0] == 0x88 && kept[$0 + 1] == 0x25 })
            }
        }
    }

    private static func exifBlock(_ file: [UInt8]) -> [UInt8]? {
        let marks = [Array("Exif\0\0".utf8), Array("eXIf".utf8)]
        for start in file.indices {
            for mark in marks where file[start...].starts(with: mark) {
                return Array(file[(start + mark.count)...].prefix(120))
            }
        }
        return nil
    }
}
