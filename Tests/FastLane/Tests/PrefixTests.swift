import CFastLaneJudge
import CImageSupport
import Testing

@testable import ImageEngine

/// Files of the corpus cut off everywhere: at every byte of the head, and every so many thereafter.
@Suite(.serialized, .needsCorpus)
struct PrefixTests {
    /// About a hundred, none so large that its prefixes take minutes under the sanitizer.
    private static func files(_ suffix: String) throws -> [(name: String, bytes: [UInt8])] {
        let small = try corpus(suffix).filter { $0.bytes.count < 60_000 }
        return small.enumerated().filter { $0.offset % max(small.count / 50, 1) == 0 }.map(\.element)
    }

    private static func lengths(_ count: Int) -> [Int] {
        let head = Array(0..<min(count, 700)).filter { $0 % 3 == 0 || $0 < 60 }
        return head + Array(stride(from: 700, to: count, by: max((count - 700) / 40, 1))) + [max(count - 1, 0)]
    }

    @Test func `no prefix of a JPEG is read beyond its end or gives other samples`() throws {
        for (name, bytes) in try Self.files(".jpg") {
            for length in Self.lengths(bytes.count) {
                let verdict = judge(Array(bytes[..<length]), scale: 1 << (length % 4), maxSamples: 500_000)
                #expect(verdict.isSafe, "\(name), \(length) bytes: \(unsafe String(cString: judge_finding()))")
            }
        }
    }

    @Test func `no prefix of a PNG is read beyond its end or gives other pixels`() throws {
        for (name, bytes) in try Self.files(".png") {
            for length in Self.lengths(bytes.count) {
                let prefix = Array(bytes[..<length])
                let verdict = unsafe prefix.withUnsafeBufferPointer {
                    unsafe judge_png($0.baseAddress, $0.count, 1 << 20, 2_000_000)
                }
                #expect(verdict.isSafe, "\(name), \(length) bytes")
            }
        }
    }

    @Test func `the engine refuses every prefix, in either lane`() throws {
        for (name, bytes) in try Self.files(".jpg") + Self.files(".png") where bytes.count < 4000 {
            guard (try? Self.develop(bytes, .library)) != nil else { continue }
            let end = Self.pictureEnd(bytes)
            for length in Self.lengths(end) where length < end - 2 {
                for lane in Lane.allCases {
                    #expect(throws: ImageError.self, "\(name), \(length) bytes, \(lane)") {
                        try Self.develop(Array(bytes[..<length]), lane)
                    }
                }
            }
        }
    }

    private static func develop(_ bytes: [UInt8], _ lane: Lane) throws {
        var settings = RenditionSettings()
        settings.resize = Resize(width: 20, height: 20)
        var renderer = ImageRenderer(renditions: [settings], limits: DecodeLimits(), lane: lane, clock: { .zero })
        try renderer.feed(bytes.span)
        _ = try renderer.finish()
    }

    /// Where the picture ends: what may follow is no part of it.
    private static func pictureEnd(_ bytes: [UInt8]) -> Int {
        let mark = bytes.starts(with: [0xFF, 0xD8]) ? [0xFF, 0xD9] : Array("IEND".utf8)
        let at = bytes.indices.last { bytes[$0...].starts(with: mark) } ?? 0
        return at + (mark.count == 2 ? 2 : 8)
    }
}
