import CFastLaneJudge
import CImageSupport
import Testing

@testable import ImageEngine

/// The encoder that holds a picture whole: libpng reads the same pixels, whatever form they were stored in.
@Suite(.serialized)
struct PNGEncodingTests {
    private static func encode(_ pixels: [UInt8], _ width: Int, channels: Int) -> judge_encoding {
        let height = pixels.count / width / channels
        let shape = judge_shape(width: UInt32(width), height: UInt32(height), channels: Int32(channels))
        return unsafe pixels.withUnsafeBufferPointer { unsafe judge_png_encoding($0.baseAddress, shape) }
    }

    /// Shapes and a little noise, so that every filter is chosen somewhere.
    private static func picture(_ width: Int, _ height: Int, channels: Int) -> [UInt8] {
        var random = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
        return (0..<width * height * channels).map { index in
            let (x, y, channel) = (index / channels % width, index / channels / width, index % channels)
            let smooth = x * (channel + 1) + y * y / (channel + 2) + (x / 16 + y / 8) % 3 * 50
            return UInt8(truncatingIfNeeded: smooth + (y % 24 < 12 ? 0 : random.next(below: 9)))
        }
    }

    @Test(arguments: [1, 2, 3, 4], [1, 2, 7, 64, 301])
    func `pixels come back, with any instructions`(channels: Int, width: Int) {
        defer { ic_fast_cpu_force(IC_CPU_V3) }
        let pixels = Self.picture(width, 90, channels: channels)
        var counts: Set<Int> = []
        for level in levels {
            ic_fast_cpu_force(level)
            let result = Self.encode(pixels, width, channels: channels)
            #expect(result.is_equal != 0)
            counts.insert(result.fast_count)
        }
        #expect(counts.count == 1)
    }

    @Test func `one pixel of any color comes back`() {
        for channels in 1...4 {
            for value in [0, 1, 127, 254, 255] as [UInt8] {
                let pixel = (0..<channels).map { value &+ UInt8($0) }
                #expect(Self.encode(pixel, 1, channels: channels).is_equal != 0)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 16, 17, 200, 256, 257], [1, 2, 3, 4])
    func `few colors come back, as a palette where that is smaller`(colors: Int, channels: Int) throws {
        // Colors scattered, so that prediction is of no use to anyone.
        let table = (0..<colors).map { color in
            (0..<channels).map { UInt8(truncatingIfNeeded: (color &* 2_654_435_761 + color) >> (3 + 5 * $0)) }
        }
        var random = Xorshift(state: 77)
        let pixels = (0..<99 * 80).flatMap { _ in table[random.next(below: colors)] }
        let result = Self.encode(pixels, 99, channels: channels)
        #expect(result.is_equal != 0)
        if colors <= 16 || (channels >= 3 && colors <= 100) {
            #expect(result.fast_count <= result.library_count, "\(result)")
        }
        if (3...100).contains(colors), channels >= 3 {
            #expect(2 * result.fast_count < result.library_count, "\(result)")
        }
    }

    @Test func `the smallest form that loses nothing is stored`() throws {
        let gray = Self.picture(60, 50, channels: 1)
        let color = Self.picture(60, 50, channels: 3)
        var opaque: [UInt8] = []
        for start in stride(from: 0, to: color.count, by: 3) { opaque += color[start..<start + 3] + [255] }
        let forms: [(channels: Int, pixels: [UInt8], type: UInt8)] = [
            (3, gray.flatMap { [$0, $0, $0] }, 0), (4, gray.flatMap { [$0, $0, $0, 255] }, 0),
            (2, gray.flatMap { [$0, 255] }, 0), (4, gray.flatMap { [$0, $0, $0, $0 / 2] }, 4),
            (4, opaque, 2), (4, Self.picture(60, 50, channels: 4), 6),
            (4, gray.flatMap { [$0 / 64, 0, 9, 255] }, 3), (1, gray.map { $0 / 20 }, 3), (1, gray, 0),
        ]
        for (channels, pixels, type) in forms {
            let size = PixelSize(width: 60, height: 50)
            let encoder = try PNGEncoder(size: size, channels: channels, form: .smallest(byLibrary: false))
            for row in 0..<50 {
                try encoder.write(row: pixels.span.extracting(row * 60 * channels..<(row + 1) * 60 * channels))
            }
            #expect(try PNGHeader(encoder.finish()).colorType == type)
            #expect(Self.encode(pixels, 60, channels: channels).is_equal != 0)
        }
    }

    @Test func `libpng writes where the lane is the library's, or the memory is not there`() throws {
        let gray = Self.picture(300, 200, channels: 1)
        let encoder = try PNGEncoder(size: PixelSize(width: 300, height: 200), channels: 3)
        let rows = gray.map { [$0, $0, $0] }
        for y in 0..<200 { try encoder.write(row: Array(rows[y * 300..<(y + 1) * 300].joined()).span) }
        let source = try encoder.finish()
        func colorType(_ lane: Lane, memory: Int?) throws -> UInt8 {
            var limits = DecodeLimits()
            limits.memory = memory
            var settings = RenditionSettings()
            settings.resize = Resize(width: 250, height: 200)
            var renderer = ImageRenderer(renditions: [settings], limits: limits, lane: lane, clock: { .zero })
            try renderer.feed(source.span)
            return try PNGHeader(renderer.finish().images[0].bytes).colorType
        }
        #expect(try PNGHeader(source).colorType == 2)
        #expect(try colorType(.fast, memory: nil) == 0)
        #expect(try colorType(.fast, memory: 8_000_000) == 0)
        #expect(try colorType(.fast, memory: 4_500_000) == 2)
        #expect(try colorType(.library, memory: nil) == 2)
    }

    @Test func `rows too many and rows too few are refused`() throws {
        let row = [UInt8](repeating: 7, count: 3)
        let short = try PNGEncoder(size: PixelSize(width: 1, height: 2), channels: 3, form: .smallest(byLibrary: false))
        try short.write(row: row.span)
        #expect(throws: ImageError.self) { try short.finish() }
        let long = try PNGEncoder(size: PixelSize(width: 1, height: 1), channels: 3, form: .smallest(byLibrary: false))
        try long.write(row: row.span)
        #expect(throws: ImageError.self) { try long.write(row: row.span) }
    }

    @Test(.needsCorpus) func `pictures of the corpus come back, and no larger in sum than by libpng`() throws {
        var (fast, library) = (0, 0)
        for (name, bytes) in try corpus(".png") where bytes.count < 1_000_000 {
            var shape = judge_shape()
            let pixels = unsafe bytes.withUnsafeBufferPointer {
                unsafe judge_decode_png($0.baseAddress, $0.count, 20_000_000, &shape)
            }
            guard let pixels = unsafe pixels else { continue }
            let result = unsafe judge_png_encoding(pixels, shape)
            unsafe judge_release(pixels)
            #expect(result.is_equal != 0, "\(name)")
            fast += result.fast_count
            library += result.library_count
        }
        #expect(0 < fast && fast <= library)
    }
}
