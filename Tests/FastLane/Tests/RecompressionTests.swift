import CFastLaneJudge
import CImageSupport
import Testing

@Suite(.serialized)
struct RecompressionTests {
    private static func recompress(_ bytes: [UInt8], quality: Int, piece: Int = 1 << 20) -> judge_recompression {
        unsafe bytes.withUnsafeBufferPointer {
            unsafe judge_recompress($0.baseAddress, $0.count, Int32(quality), piece)
        }
    }

    @Test(arguments: Sample.baseline, [20, 50, 80])
    func `a recompressed file is as near to its source as one encoded anew`(sample: Sample, quality: Int) {
        let result = Self.recompress(sample.bytes, quality: quality)
        #expect(result.is_taken != 0)
        // Where nothing is lost in color conversion, rounding may fall either way.
        #expect(result.fast_psnr >= result.library_psnr - 0.25, "\(result)")
        // Halves between two levels go away from zero: detail is kept, and costs bytes where tables divide each other.
        #expect(Double(result.fast_count) < 1.15 * Double(result.library_count) + 100, "\(result)")
    }

    @Test func `instructions and pieces make no difference`() {
        defer { ic_fast_cpu_force(IC_CPU_V3) }
        for sample in Sample.baseline {
            let whole = Self.recompress(sample.bytes, quality: 60)
            for level in levels {
                ic_fast_cpu_force(level)
                let pieces = Self.recompress(sample.bytes, quality: 60, piece: 33)
                #expect(pieces.fast_count == whole.fast_count)
                #expect(pieces.fast_psnr == whole.fast_psnr)
            }
        }
    }

    @Test(arguments: Sample.progressive)
    func `progressive files are left alone`(sample: Sample) {
        #expect(Self.recompress(sample.bytes, quality: 50).is_taken == 0)
    }

    @Test func `a file cut short gives nothing`() {
        let bytes = Sample.baseline[4].bytes
        for count in bytes.indices where count % 7 == 0 {
            #expect(Self.recompress(Array(bytes[..<count]), quality: 50).is_taken == 0)
        }
    }

    @Test(.needsCorpus) func `files of the corpus come out as near to the source as through RGB, camera files nearer`()
        throws
    {
        var taken = 0
        for (name, bytes) in try corpus(".jpg") where bytes.count < 1_000_000 {
            let result = Self.recompress(bytes, quality: 50)
            if result.is_taken == 0 { continue }
            taken += 1
            let isOfCamera = name.hasPrefix("orient/") && bytes.count > 100_000
            #expect(result.fast_psnr >= result.library_psnr - (isOfCamera ? 0 : 0.25), "\(name): \(result)")
        }
        #expect(taken > 0)
    }
}
