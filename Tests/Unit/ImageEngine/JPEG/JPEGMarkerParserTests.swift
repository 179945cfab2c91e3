import Testing

@testable import ImageEngine

struct JPEGMarkerParserTests {
    private static let stream: [UInt8] =
        [
            0xFF, 0xD8, 0xFF, 0xFE, 0, 5, 1, 2, 3, 0xFF, 0xFF, 0xDA, 0, 3, 9, 10, 11, 0xFF, 0x00, 12, 0xFF, 0xD3, 13,
            0xFF,
        ]
        + [0xFF, 0xDA, 0, 2, 20, 0xFF, 0xD9]

    /// Everything the parser says, with runs of entropy-coded data joined.
    private static func tokens(_ bytes: [UInt8], pieces: Int) throws -> [String] {
        var parser = JPEGMarkerParser()
        var said: [String] = []
        var entropy: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let piece = Array(bytes[at..<min(at + pieces, bytes.count)])
            var offset = 0
            while let token = try parser.next(piece.span, &offset) {
                switch token {
                case .entropy(let range): entropy += piece[range]
                case .heldEntropyByte: entropy.append(0xFF)
                case .marker(let code):
                    if !entropy.isEmpty { said.append("data \(entropy)") }
                    entropy = []
                    said.append("marker \(code)")
                case .segment(let code):
                    if !entropy.isEmpty { said.append("data \(entropy)") }
                    entropy = []
                    said.append("segment \(code) \(parser.payload)")
                }
            }
            at += pieces
        }
        return said
    }

    @Test(arguments: 1...32)
    func `markers, segments and data are told apart in any pieces`(length: Int) throws {
        #expect(
            try Self.tokens(Self.stream, pieces: length) == [
                "marker 216", "segment 254 [1, 2, 3]", "segment 218 [9]",
                "data [10, 11, 255, 0, 12, 255, 211, 13]", "segment 218 []", "data [20]", "marker 217",
            ]
        )
    }

    @Test(arguments: [[UInt8]([0xFF, 0xE1, 0, 0]), [0xFF, 0xE1, 0, 1], [0xFF, 0x00], [0xFF, 0x80]])
    func `impossible lengths and markers are refused`(bytes: [UInt8]) {
        #expect(throws: ImageError.self) { try Self.tokens(bytes, pieces: 4) }
    }

    @Test func `bytes that belong to nothing are counted`() throws {
        var parser = JPEGMarkerParser()
        var offset = 0
        let bytes: [UInt8] = [0xFF, 0xD8, 0, 0, 0, 0xFF, 0xD9]
        while try parser.next(bytes.span, &offset) != nil {}
        #expect(parser.strayRuns == 1)
    }
}
