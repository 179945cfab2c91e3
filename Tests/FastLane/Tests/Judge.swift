import CFastLaneJudge
import CImageSupport
import FoundationEssentials
import TestSupport
import Testing

extension judge_verdict {
    /// What the fast lane may answer to anything: never samples that differ.
    var isSafe: Bool { self != JUDGE_WRONG }
}

/// A JPEG file made for these tests.
struct Sample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]

    init(_ name: String, _ change: (inout judge_sample) -> Void) {
        var sample = judge_sample(
            width: 77,
            height: 45,
            is_gray: 0,
            h: 1,
            v: 1,
            quality: 75,
            noise: 20,
            restart: 0,
            is_optimized: 0,
            is_progressive: 0
        )
        change(&sample)
        var count = 0
        let made = unsafe judge_make_jpeg(sample, &count)
        testDescription = name
        bytes = unsafe Array(UnsafeBufferPointer(start: made, count: count))
        unsafe judge_release(made)
    }

    static let baseline = [
        Sample("gray") { $0.is_gray = 1 },
        Sample("4:4:4") { _ in },
        Sample("4:2:2") { $0.h = 2 },
        Sample("4:4:0") { $0.v = 2 },
        Sample("4:2:0") { ($0.h, $0.v) = (2, 2) },
        Sample("4:2:0 with restarts") { ($0.h, $0.v, $0.restart) = (2, 2, 2) },
        Sample("gray with restarts") { ($0.is_gray, $0.restart) = (1, 5) },
        Sample("tables of its own") { ($0.h, $0.v, $0.is_optimized) = (2, 2, 1) },
        Sample("nothing but noise at quality 100") { ($0.quality, $0.noise) = (100, 255) },
        Sample("nearly flat") { ($0.quality, $0.noise, $0.width, $0.height) = (5, 0, 300, 200) },
        Sample("one pixel") { ($0.width, $0.height) = (1, 1) },
        Sample("more than a window of bytes") {
            ($0.quality, $0.noise, $0.width, $0.height, $0.h, $0.v) = (95, 60, 400, 300, 2, 2)
        },
    ]

    static let progressive = [
        Sample("progressive gray") { ($0.is_gray, $0.is_progressive) = (1, 1) },
        Sample("progressive 4:4:4") { $0.is_progressive = 1 },
        Sample("progressive 4:2:0") { ($0.h, $0.v, $0.is_progressive) = (2, 2, 1) },
        Sample("progressive with restarts") { ($0.h, $0.v, $0.is_progressive, $0.restart) = (2, 2, 1, 3) },
    ]
}

func judge(
    _ bytes: [UInt8],
    scale: Int,
    halvesChroma: Bool = false,
    piece: Int = 1 << 20,
    maxSamples: Int = 40_000_000
) -> judge_verdict {
    unsafe bytes.withUnsafeBufferPointer {
        unsafe judge_jpeg($0.baseAddress, $0.count, Int32(scale), halvesChroma ? 1 : 0, piece, maxSamples)
    }
}

/// The scales that the fast decoder has, in eighths.
let scales = [1, 2, 3, 4, 5, 6, 8]

/// The levels of instructions that the kernels are compiled for, lowest first.
let levels = [IC_CPU_PORTABLE, IC_CPU_SSE2, IC_CPU_V3]

extension Trait where Self == ConditionTrait {
    /// Skips a test of files that are not in the repository.
    static var needsCorpus: Self {
        .enabled(if: Repository.shared != nil, "MINILAB_SHARED names no folder with a corpus")
    }
}

/// Files of the larger corpus, by name; only for tests that are marked ``needsCorpus``.
func corpus(_ suffix: String) throws -> [(name: String, bytes: [UInt8])] {
    let root = try #require(Repository.shared) + "/corpus"
    var files: [(String, [UInt8])] = []
    for folder in try FileManager.default.contentsOfDirectory(atPath: root).sorted() {
        let path = root + "/" + folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { continue }
        for name in names.sorted() where name.hasSuffix(suffix) {
            // Reading an empty file leaks Foundation's buffer.
            let size = try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.size] as? Int
            guard size != 0, let data = FileManager.default.contents(atPath: path + "/" + name) else { continue }
            files.append((folder + "/" + name, Array(data)))
        }
    }
    return files
}
