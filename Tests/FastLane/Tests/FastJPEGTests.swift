import CFastLaneJudge
import CImageSupport
import Testing

/// The fast decoder against libjpeg. Serialized: the level of instructions is one for the process.
@Suite(.serialized)
struct FastJPEGTests {
    @Test(arguments: Sample.baseline, scales)
    func `baseline samples are those of libjpeg's coefficients, with any instructions and pieces`(
        sample: Sample,
        scale: Int
    ) {
        defer { ic_fast_cpu_force(IC_CPU_V3) }
        for level in levels {
            ic_fast_cpu_force(level)
            for piece in [1, 100, 1 << 20] {
                let verdict = judge(sample.bytes, scale: scale, halvesChroma: piece == 100, piece: piece)
                #expect(verdict == JUDGE_EQUAL, "\(unsafe String(cString: judge_finding()))")
            }
        }
    }

    @Test(arguments: [3, 5, 6])
    func `cut spectra are libjpeg's within a level, where it cuts them too`(scale: Int) {
        for sample in Sample.baseline {
            let most = unsafe sample.bytes.withUnsafeBufferPointer {
                unsafe judge_distance($0.baseAddress, $0.count, Int32(scale))
            }
            #expect((0...1).contains(most), "\(sample.testDescription): \(most)")
        }
    }

    @Test(arguments: Sample.progressive, [1, 7, 1 << 20])
    func `a progressive file is taken at one eighth only`(sample: Sample, piece: Int) {
        #expect(
            judge(sample.bytes, scale: 1, piece: piece) == JUDGE_EQUAL,
            "\(unsafe String(cString: judge_finding()))"
        )
        #expect(judge(sample.bytes, scale: 2, piece: piece) == JUDGE_DECLINED)
    }

    @Test(arguments: [Sample.baseline[5], Sample.baseline[0], Sample.progressive[2], Sample.progressive[3]])
    func `no prefix of a file is taken for a whole one`(sample: Sample) {
        // libjpeg gives its last row before it looks for the two bytes of the end.
        for count in sample.bytes.indices.dropLast(2) {
            let verdict = judge(Array(sample.bytes[..<count]), scale: scales[count % scales.count])
            #expect([JUDGE_DECLINED, JUDGE_REFUSED].contains(verdict), "\(count) bytes: \(verdict)")
        }
    }

    @Test(arguments: Sample.baseline.prefix(9) + Sample.progressive)
    func `a damaged file never gives other samples than libjpeg's`(sample: Sample) {
        var random = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
        var taken = 0
        for round in 0..<400 {
            var bytes = sample.bytes
            for _ in 0...round % 4 { random.damage(&bytes) }
            let verdict = judge(
                bytes,
                scale: scales[round % scales.count],
                piece: round % 2 == 0 ? 1 << 20 : 500,
                maxSamples: 100_000
            )
            #expect(verdict.isSafe, "round \(round): \(unsafe String(cString: judge_finding()))")
            taken += verdict == JUDGE_EQUAL ? 1 : 0
        }
        // Damage that goes unnoticed has to be among them, or nothing was compared.
        #expect(taken > 0)
    }

    @Test(.needsCorpus)
    func `every file of the corpus gives the samples of libjpeg's coefficients or is left to it`() throws {
        for (name, bytes) in try corpus(".jpg") {
            for scale in [1, 3, 5, 8] {
                let verdict = judge(bytes, scale: scale, piece: 65_536)
                #expect(verdict.isSafe, "\(name) at \(scale)/8: \(unsafe String(cString: judge_finding()))")
                let mayBeStricter = name.hasPrefix("broken/")
                #expect(
                    mayBeStricter || verdict != JUDGE_STRICTER,
                    "\(name): \(unsafe String(cString: judge_finding()))"
                )
            }
        }
    }

    @Test func `a fill byte before a stuffed zero ends the data`() throws {
        let sample = Sample("4:2:0") { ($0.h, $0.v, $0.quality, $0.noise) = (2, 2, 95, 90) }
        let scan = try #require(sample.bytes.indices.last { sample.bytes[$0...].starts(with: [0xFF, 0xDA]) })
        let stuffed = try #require(sample.bytes[(scan + 14)...].indices.dropLast().first { sample.bytes[$0] == 0xFF })
        var bytes = sample.bytes
        bytes.insert(0xFF, at: stuffed)
        #expect(judge(bytes, scale: 8) != JUDGE_WRONG)
        #expect(judge(bytes, scale: 8) != JUDGE_EQUAL)
    }
}

/// Damage that is the same every time.
struct Xorshift {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    mutating func damage(_ bytes: inout [UInt8]) {
        let at = next(below: bytes.count)
        switch next(below: 5) {
        case 0: bytes[at] = UInt8(next(below: 256))
        case 1: bytes[at] ^= 1 << UInt8(next(below: 8))
        case 2: bytes.remove(at: at)
        case 3: bytes.insert(0xFF, at: at)
        default: bytes.removeSubrange(at..<min(at + next(below: 9), bytes.count))
        }
        if bytes.isEmpty { bytes = [0] }
    }
}
