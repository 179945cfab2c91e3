import Encodings
import Testing

@Suite struct HexadecimalTests {
    @Test func `every byte goes there and back, in either letter case`() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hexadecimal.text(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.bytes(text.uppercased()) == bytes)
    }

    @Test func `bytes for people have a space between two`() {
        #expect(Hexadecimal.spaced([0xFF, 0x0A]) == "ff 0a" && Hexadecimal.spaced([]) == "")
    }

    @Test(arguments: ["0", "0g", "g0", "+1", "-1", " 1", "1 ", "0x", "ä", "abc"])
    func `what is not hexadecimal, or half a byte, has no bytes`(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }
}
