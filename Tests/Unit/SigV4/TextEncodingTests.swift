import SigV4
import Testing

@Suite struct TextEncodingTests {
    @Test(arguments: [
        ("a-b._~Z9", "a-b._~Z9"), ("a/b", "a%2Fb"), (" +%", "%20%2B%25"), ("ä", "%C3%A4"), ("a\u{308}", "a%CC%88"),
        ("😀", "%F0%9F%98%80"),
    ])
    func `percent-encoding leaves only unreserved characters`(text: String, encoded: String) {
        #expect(TextEncoding.percentEncoded(text) == encoded)
        #expect(Array(TextEncoding.percentDecoded(encoded).utf8) == Array(text.utf8))
    }

    @Test func `a slash stays in a path`() {
        #expect(TextEncoding.percentEncoded("/a b//./c", keepingSlash: true) == "/a%20b//./c")
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("a%41", "aA"), ("%25%32", "%2"), ("a+b", "a+b")])
    func `what is no percent-encoding stays as it is`(encoded: String, text: String) {
        #expect(TextEncoding.percentDecoded(encoded) == text)
    }

    @Test func `a plus stands for a space only on request`() {
        #expect(TextEncoding.percentDecoded("a+b%2Bc", plusIsSpace: true) == "a b+c")
    }

    @Test(arguments: [([UInt8](), ""), ([0xFB], "+w=="), ([0, 255, 16], "AP8Q")])
    func `base64 goes there and back`(bytes: [UInt8], text: String) {
        #expect(TextEncoding.base64(bytes) == text)
        #expect(TextEncoding.bytes(base64: text) == bytes)
    }

    @Test func `what is not base64 has no bytes`() {
        #expect(TextEncoding.bytes(base64: "abc-2") == nil)
    }
}
