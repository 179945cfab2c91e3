import Testing

@testable import ImageEngine

@Suite struct EXIFMetadataTests {
    @Test(arguments: Orientation.allCases, [false, true])
    func `every orientation is read in either byte order`(orientation: Orientation, isBigEndian: Bool) {
        let block = TIFFBlock(isBigEndian: isBigEndian).short(274, UInt16(orientation.rawValue)).bytes
        #expect(read(block).orientation == orientation)
        #expect(read(Array("Exif\0\0".utf8) + block).orientation == orientation)
    }

    @Test(arguments: [0, 9, 255, 256, 65_535] as [UInt16])
    func `an orientation that there is not counts as upright`(value: UInt16) {
        let block = TIFFBlock(isBigEndian: false).short(274, value).bytes
        #expect(read(block).orientation == .up)
    }

    @Test(arguments: ["A", "abc", "abcd", "Henri Cartier-Bresson", "Zoë"])
    func `artist and copyright survive being written and read`(name: String) {
        var metadata = EXIFMetadata()
        metadata.artist = Array(name.utf8)
        metadata.copyright = Array("(c) \(name)".utf8)
        let block = metadata.encoded() ?? []
        #expect(read(block) == metadata)
        metadata.artist = nil
        #expect(read(metadata.encoded() ?? []) == metadata)
    }

    @Test func `without artist and copyright there is nothing to write`() {
        var metadata = EXIFMetadata()
        metadata.orientation = .left
        #expect(metadata.encoded() == nil)
    }

    @Test func `a text that claims to lie outside of the block is ignored and the rest is read`() {
        var block = TIFFBlock(isBigEndian: true)
        block = block.entry(315, type: 2, count: 1000, value: 0xFFFF_FFF0).short(274, 6)
        let metadata = read(block.bytes)
        #expect(metadata.artist == nil)
        #expect(metadata.orientation == .right)
    }

    @Test func `a directory offset that leads nowhere is ignored`() {
        for offset in [0, 4, 8, 100, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32] {
            var block = TIFFBlock(isBigEndian: true).short(274, 6).bytes
            for byte in 0..<4 { block[4 + byte] = UInt8(truncatingIfNeeded: offset >> (24 - 8 * byte)) }
            let expected = offset == 8 ? Orientation.right : .up
            #expect(read(block).orientation == expected)
        }
    }

    @Test func `every truncation of a block is read without a trap`() {
        var whole = EXIFMetadata()
        whole.artist = Array("somebody".utf8)
        whole.copyright = Array("somebody else".utf8)
        let block = whole.encoded() ?? []
        for count in 0..<block.count {
            #expect(read(Array(block.prefix(count))) != whole)
        }
    }
}

private func read(_ block: [UInt8]) -> EXIFMetadata {
    EXIFMetadata(parsing: block.span)
}

/// A TIFF block of one directory.
private struct TIFFBlock {
    var isBigEndian: Bool
    var entries: [[UInt8]] = []

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    var bytes: [UInt8] {
        [UInt8](isBigEndian ? "MM".utf8 : "II".utf8) + number(UInt16(42)) + number(UInt32(8))
            + number(UInt16(entries.count)) + entries.joined() + [0, 0, 0, 0]
    }

    func short(_ tag: UInt16, _ value: UInt16) -> TIFFBlock {
        adding(number(tag) + number(UInt16(3)) + number(UInt32(1)) + number(value) + [0, 0])
    }

    func entry(_ tag: UInt16, type: UInt16, count: UInt32, value: UInt32) -> TIFFBlock {
        adding(number(tag) + number(type) + number(count) + number(value))
    }

    private func adding(_ entry: [UInt8]) -> TIFFBlock {
        var block = self
        block.entries.append(entry)
        return block
    }

    private func number(_ value: some FixedWidthInteger) -> [UInt8] {
        let big = stride(from: value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
        return isBigEndian ? big : big.reversed()
    }
}
