import CFastLaneJudge
import CImageSupport
import FoundationEssentials
import ImageEngine
import ImageFormats
import Testing

@Suite(.serialized)
struct FastPNGTests {
    private static func judge(_ bytes: [UInt8], piece: Int, limit: Int = 200_000_000) -> judge_verdict {
        unsafe bytes.withUnsafeBufferPointer { unsafe judge_png($0.baseAddress, $0.count, piece, limit) }
    }

    /// PNGs that the engine makes of JPEGs: gray and RGB, with libpng's choice of filters.
    static func samples() throws -> [[UInt8]] {
        try [Sample.baseline[0], Sample.baseline[1], Sample.baseline[9], Sample.baseline[11]].map { sample in
            var settings = RenditionSettings()
            settings.format = .png
            var renderer = ImageRenderer(renditions: [settings], limits: DecodeLimits(), clock: { .zero })
            try renderer.feed(sample.bytes.span)
            return try renderer.finish().images[0].bytes
        }
    }

    @Test func `pixels are libpng's, with any instructions and pieces`() throws {
        defer { ic_fast_cpu_force(IC_CPU_V3) }
        for bytes in try Self.samples() {
            for level in levels {
                ic_fast_cpu_force(level)
                for piece in [1, 1000, 1 << 20] { #expect(Self.judge(bytes, piece: piece) == JUDGE_EQUAL) }
            }
        }
    }

    @Test func `no prefix and no damage gives other pixels`() throws {
        var random = Xorshift(state: 0x2545_F491_4F6C_DD1D)
        for sample in try Self.samples() {
            for count in stride(from: 0, to: sample.count, by: max(1, sample.count / 500)) {
                #expect(Self.judge(Array(sample[..<count]), piece: 1 << 20) == JUDGE_DECLINED)
            }
            for _ in 0..<200 {
                var bytes = sample
                random.damage(&bytes)
                #expect(Self.judge(bytes, piece: 100).isSafe)
            }
        }
    }

    @Test func `a picture over the memory limit is declined`() throws {
        let bytes = try Self.samples()[3]
        #expect(Self.judge(bytes, piece: 4096, limit: 300_000) == JUDGE_DECLINED)
        #expect(Self.judge(bytes, piece: 4096, limit: 1_000_000) == JUDGE_EQUAL)
    }

    @Test(.needsCorpus) func `every file of the corpus gives libpng's pixels or is left to it`() throws {
        var equal = 0
        for (name, bytes) in try corpus(".png") {
            let verdict = Self.judge(bytes, piece: 65_536)
            #expect(verdict.isSafe, "\(name)")
            equal += verdict == JUDGE_EQUAL ? 1 : 0
        }
        #expect(equal > 50)
    }
}
