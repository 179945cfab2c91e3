import CImageSupport
import CLaneFuzz
import FoundationEssentials
import TestSupport
import Testing

/// A short, always equal run of what `make fuzz` does to the fast lane for hours, and what that once found.
@Suite(.serialized)
struct LaneFuzzTests {
    enum Target: String, CaseIterable {
        case fastJPEG = "fast_jpeg"
        case fastPNG = "fast_png"
        case fastRecompress = "fast_recompress"
        case pngEncoder = "png_encoder"
        case faces

        /// Whether the judge has nothing to object.
        func passes(_ bytes: [UInt8]) -> Bool {
            unsafe bytes.withUnsafeBufferPointer {
                switch self {
                case .fastJPEG: unsafe fuzz_fast_jpeg($0.baseAddress, $0.count) == 0
                case .fastPNG: unsafe fuzz_fast_png($0.baseAddress, $0.count) == 0
                case .fastRecompress: unsafe fuzz_fast_recompress($0.baseAddress, $0.count) == 0
                case .pngEncoder: unsafe fuzz_png_encoder($0.baseAddress, $0.count) == 0
                case .faces: unsafe fuzz_faces($0.baseAddress, $0.count) == 0
                }
            }
        }

        /// What follows the byte that chooses how.
        var seeds: [[UInt8]] {
            get throws {
                switch self {
                case .fastJPEG: (Sample.baseline.prefix(8) + Sample.progressive).map(\.bytes)
                case .fastRecompress: Sample.baseline.prefix(8).map(\.bytes)
                case .fastPNG: try FastPNGTests.samples() + (0...4).map { [$0, 12] + Self.filteredRows }
                case .pngEncoder: [[7] + Self.filteredRows, [0] + Self.filteredRows]
                case .faces: [[60, 1] + Self.filteredRows]
                }
            }
        }

        /// Every filter, for pixels of any size.
        private static let filteredRows = (0..<2000).map { at -> UInt8 in
            UInt8(truncatingIfNeeded: at * at / 7 % 5 + at % 13 / 12 * at)
        }
    }

    @Test(arguments: Target.allCases)
    func `damaged input never leads the fast lane astray`(target: Target) throws {
        defer { ic_fast_cpu_force(IC_CPU_V3) }
        var random = Xorshift(state: 0xD1B5_4A32_D192_ED03)
        for seed in try target.seeds {
            for round in 0..<60 {
                var bytes = seed
                for _ in 0..<round % 4 { random.damage(&bytes) }
                let choice = UInt8(random.next(below: 256))
                #expect(target.passes([choice] + bytes), "choice \(choice), round \(round)")
            }
        }
    }

    @Test(arguments: Target.allCases)
    func `what once led the fast lane astray no longer does`(target: Target) throws {
        defer { ic_fast_cpu_force(IC_CPU_V3) }
        let folder = Repository.fixture("crashers/\(target.rawValue)")
        guard FileManager.default.fileExists(atPath: folder) else { return }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let bytes = try Array(Data(contentsOf: URL(filePath: folder).appending(path: name)))
            #expect(target.passes(bytes), "\(name)")
        }
    }
}
