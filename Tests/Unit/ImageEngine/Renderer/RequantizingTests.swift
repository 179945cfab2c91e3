import CImageSupport
import ImageFormats
import Testing

@testable import ImageEngine

/// Renditions of which only the quality changes.
@Suite struct RequantizingTests {
    /// Shapes and some noise, in tones that no encoder has to cut off.
    private static let picture: [UInt8] = {
        var state: UInt32 = 9
        return Samples.png(width: 432, height: 32) { x, y in
            state = state &* 1_664_525 &+ 1_013_904_223
            let noise = Int(state >> 27)
            return [60 + (x / 9 + noise) % 130, 40 + (y * 2 + noise) % 150, 90 + (x + y) / 8 + noise].map(UInt8.init)
        }
    }()

    private static func photo(_ change: (inout RenditionSettings) -> Void = { _ in }) throws -> [UInt8] {
        try Samples.jpeg(picture) {
            $0.quality = 85
            change(&$0)
        }
    }

    private static func quality(
        _ quality: Int,
        _ change: (inout RenditionSettings) -> Void = { _ in }
    ) -> RenditionSettings {
        var settings = RenditionSettings()
        settings.quality = quality
        change(&settings)
        return settings
    }

    /// The square error of a sample, on average.
    private static func error(_ bytes: [UInt8], of source: [UInt8]) throws -> Double {
        let (one, other) = try (pixels(bytes), pixels(source))
        #expect(one.size == other.size && one.channels == other.channels)
        let sum = zip(one.samples, other.samples).reduce(0) { sum, pair in
            sum + (Int(pair.0) - Int(pair.1)) * (Int(pair.0) - Int(pair.1))
        }
        return Double(sum) / Double(one.samples.count)
    }

    @Test(arguments: zip([20, 50, 60], [1 << 20, 777, 1]))
    func `a smaller quality is nearer to the source than decoding and encoding make it`(quality: Int, piece: Int) throws
    {
        for chroma in ChromaSubsampling.allCases {
            let source = try Self.photo { $0.chromaSubsampling = chroma }
            let settings = Self.quality(quality) { $0.chromaSubsampling = chroma }
            let fast = try render(source, [settings], pieces: piece)
            let library = try render(source, [settings], lane: .library)
            #expect(fast.decisions[0].isRequantized && !library.decisions[0].isRequantized)
            #expect(fast.images[0].size == library.images[0].size && !fast.images[0].isOriginal)
            let error = try Self.error(fast.images[0].bytes, of: source)
            #expect(try error <= Self.error(library.images[0].bytes, of: source) * 1.005)
            #expect(Double(fast.images[0].bytes.count) < Double(library.images[0].bytes.count) * 1.05)
        }
    }

    @Test func `whatever changes more than the quality is decoded`() throws {
        let plain = Self.quality(50)
        let source = try Self.photo()
        #expect(try render(source, [plain]).decisions[0].isRequantized)
        let turned = Samples.adding([(0xE1, Array("Exif\0\0".utf8) + Samples.exif(orientation: 3))], to: source)
        let others: [([UInt8], RenditionSettings)] = try [
            (source, Self.quality(50) { $0.resize = Resize(width: 431) }),
            (source, Self.quality(50) { $0.resize = Resize(width: 400, height: 32, fit: .cover) }),
            (source, Self.quality(50) { $0.resize = Resize(width: 440, height: 32, fit: .contain) }),
            (source, Self.quality(50) { $0.progressive = true }),
            (source, Self.quality(50) { $0.chromaSubsampling = .yuv444 }),
            (source, Self.quality(90)),
            (source, Self.quality(50) { $0.format = .png }),
            (turned, plain),
            (Self.photo { $0.progressive = true }, plain),
            (Self.photo { $0.chromaSubsampling = .yuv444 }, plain),
            (Self.photo { $0.resize = Resize(width: 400) }, plain),
        ]
        for (bytes, settings) in others {
            let rendering = try render(bytes, [settings])
            #expect(!rendering.decisions[0].isRequantized)
            let library = try render(bytes, [settings], lane: .library).images[0].bytes
            #expect(try pixels(rendering.images[0].bytes) == pixels(library))
        }
    }

    @Test func `several qualities and sizes come of one reading, each as if it were alone`() throws {
        let source = try Self.photo()
        let all = [
            Self.quality(60), Self.quality(80) { $0.resize = Resize(width: 40) }, Self.quality(30),
            Self.quality(75) { $0.resize = Resize(width: 200) },
        ]
        let together = try render(source, all)
        #expect(together.decisions.map(\.isRequantized) == [true, false, true, false])
        #expect(together.decisions[0].eighthsDecoded == together.decisions[3].eighthsNeeded)
        for (index, settings) in all.enumerated() where index != 1 {
            #expect(try together.images[index] == render(source, [settings]).images[0])
        }
        // The thumbnail is made of the scale that the larger picture needs, as without the fast lane.
        let library = try render(source, [all[1]], lane: .library).images[0]
        #expect(together.images[1].size == library.size)
        #expect(try meanDifference(pixels(together.images[1].bytes), pixels(library.bytes)) < 3)
    }

    @Test func `copyright and artist stay, the place goes`() throws {
        let exif = Array("Exif\0\0".utf8) + Samples.exif(orientation: 1)
        let source = try Samples.adding([(0xE1, exif), (0xFE, Array("a comment".utf8))], to: Self.photo())
        let rendering = try render(source, [Self.quality(50)])
        #expect(rendering.decisions[0].isRequantized)
        let text = String(decoding: rendering.images[0].bytes, as: UTF8.self)
        #expect(text.contains("(c) Ada Lens") && text.contains("Ada Lens\0") && !text.contains("a comment"))
        let again = try render(rendering.images[0].bytes, [Self.quality(20)])
        #expect(again.info.orientation == .up)
        #expect(!text.contains("\u{88}\u{25}"))
    }

    @Test func `what would not be smaller is the original's own data`() throws {
        let source = try Self.photo { $0.quality = 30 }
        let rendering = try render(source, [Self.quality(85)])
        #expect(rendering.decisions[0].isRequantized && rendering.images[0].isOriginal)
        #expect(try pixels(rendering.images[0].bytes) == pixels(source))
    }

    @Test func `the placeholder is that of the decoded picture`() throws {
        let source = try Self.photo()
        let fast = try #require(render(source, [Self.quality(50)]).placeholder)
        let library = try #require(render(source, [Self.quality(50)], lane: .library).placeholder)
        #expect(fast.thumbHash.count == library.thumbHash.count)
        let (one, other) = try (#require(fast.dominantColor), #require(library.dominantColor))
        #expect(abs(Int(one.red) - Int(other.red)) < 24 && abs(Int(one.green) - Int(other.green)) < 24)
    }

    @Test func `a file cut short or broken is refused, as without the fast lane`() throws {
        let source = try Self.photo()
        for count in stride(from: 700, to: source.count, by: 1477) {
            #expect(throws: ImageError.self) { try render(Array(source[..<count]), [Self.quality(50)]) }
        }
        var damaged = source
        damaged[source.count / 2] = 0xFF
        damaged[source.count / 2 + 1] = 0xD5
        let reference = #expect(throws: ImageError.self) { try render(damaged, [Self.quality(50)], lane: .library) }
        let error = #expect(throws: ImageError.self) { try render(damaged, [Self.quality(50)]) }
        #expect(
            reference.map { if case .corrupt = $0 { true } else { false } }
                == error.map { if case .corrupt = $0 { true } else { false } }
        )
    }
}
