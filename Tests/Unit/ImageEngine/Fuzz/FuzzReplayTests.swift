import EngineFuzzing
import FoundationEssentials
import ImageFormats
import TestSupport
import Testing

@testable import ImageEngine

/// A short, always equal run of what `make fuzz` does for hours.
@Suite struct FuzzReplayTests {
    @Test(arguments: FuzzInput.Kind.allCases)
    func `damaged input is refused and never worse`(kind: FuzzInput.Kind) throws {
        var random = Random(state: UInt64(kind.rawValue) + 1)
        for seed in try seeds(kind) {
            for _ in 0..<120 {
                FuzzInput(kind, options: UInt8(truncatingIfNeeded: random.next()), random.damaged(seed)).run()
            }
        }
    }

    @Test func `every prefix of a small file is refused`() throws {
        for kind in FuzzInput.Kind.allCases {
            for seed in try seeds(kind).prefix(1) {
                for count in 0..<seed.count { FuzzInput(kind, options: 33, Array(seed.prefix(count))).run() }
            }
        }
    }

    @Test func `what once brought the engine down no longer does`() throws {
        let folder = "Tests/Fixtures/crashers/engine/"
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root + folder)
        for name in names.sorted() where !name.hasPrefix(".") {
            let bytes = try Repository.bytes(folder + name)
            guard let input = FuzzInput(bytes.span) else {
                Issue.record("\(name) is too short to be one")
                continue
            }
            input.run()
        }
    }

    private func seeds(_ kind: FuzzInput.Kind) throws -> [[UInt8]] {
        switch kind {
        case .file: [TinyJPEG.bytes, Samples.slope(9, 7)]
        case .png: [Samples.slope(9, 7)]
        case .exif:
            [EXIFMetadata(orientation: .left, artist: Array("someone".utf8), copyright: [0x43, 0]).encoded() ?? []]
        case .profile: [try Golden.bytes("color", "p3.icc"), try Golden.bytes("color", "gray-gamma-18.icc")]
        case .event: try ["s3-created", "sqs-sns", "batch-2"].map { try Repository.bytes("Tests/Events/\($0).json") }
        case .recipe:
            try ["thumbnail", "profile-photo"].map {
                try Repository.bytes("Sources/ImagePipeline/Recipe/Presets/\($0).json")
            }
        }
    }
}

/// A linear congruential generator: every run of the tests is the same.
private struct Random {
    var state: UInt64

    mutating func next() -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33)
    }

    /// The bytes with one to four places changed, cut out, doubled or cut off.
    mutating func damaged(_ seed: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0...next() % 4 where !bytes.isEmpty {
            let at = next() % bytes.count
            switch next() % 6 {
            case 0: bytes[at] = [0, 1, 0x7F, 0x80, 0xFF][next() % 5]
            case 1: bytes[at] ^= 1 << (next() % 8)
            case 2: bytes[at] = UInt8(truncatingIfNeeded: next())
            case 3: bytes.removeSubrange(at..<min(at + next() % 9, bytes.count))
            case 4: bytes.insert(contentsOf: bytes[at..<min(at + next() % 9, bytes.count)], at: at)
            default: if next() % 4 == 0 { bytes.removeSubrange(at...) }
            }
        }
        return bytes
    }
}
