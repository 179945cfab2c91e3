import Encodings
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("a-b._~Z9", "a-b._~Z9"), ("a/b", "a%2Fb"), (" +%", "%20%2B%25"), ("ä", "%C3%A4"), ("a\u{308}", "a%CC%88"),
        ("😀", "%F0%9F%98%80"),
    ])
    func `percent-encoding leaves only unreserved characters`(text: String, encoded: String) {
        #expect(PercentEncoding.encoded(text) == encoded)
        #expect(Array(PercentEncoding.decoded(encoded).utf8) == Array(text.utf8))
        #expect(PercentEncoding.decodedField(encoded).map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test func `a slash stays in a path`() {
        #expect(PercentEncoding.encoded("/a b//./c", keepingSlash: true) == "/a%20b//./c")
    }

    @Test(arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("a%41", "aA"), ("%25%32", "%2"), ("a+b", "a+b")])
    func `what is no percent-encoding stays as it is`(encoded: String, text: String) {
        #expect(PercentEncoding.decoded(encoded) == text)
    }

    @Test func `a plus stands for a space only on request`() {
        #expect(PercentEncoding.decoded("a+b%2Bc", plusIsSpace: true) == "a b+c")
    }

    @Test(arguments: [("a+b%2Bc", "a b+c"), ("%C3%A4", "ä"), ("", ""), ("%2525", "%25")])
    func `a form's field is decoded`(encoded: String, text: String) {
        #expect(PercentEncoding.decodedField(encoded) == text)
    }

    @Test(arguments: ["%", "a%4", "%zz", "%4", "%FF", "a%C3"])
    func `a form's field that is not percent-encoded UTF-8 is none`(encoded: String) {
        #expect(PercentEncoding.decodedField(encoded) == nil)
    }
}
