import Encodings
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [([UInt8](), ""), ([0xFB], "+w=="), ([0, 255, 16], "AP8Q")])
    func `base64 goes there and back`(bytes: [UInt8], text: String) {
        #expect(Base64.text(bytes) == text)
        #expect(Base64.bytes(text) == bytes)
    }

    @Test func `what is not base64 has no bytes`() {
        #expect(Base64.bytes("abc-2") == nil)
    }
}
