import SigV4
import Testing

@Suite struct CanonicalRequestTests {
    private func canonical(
        _ headers: [(name: String, value: String)],
        query: [(name: String, value: String)] = []
    ) -> CanonicalRequest {
        CanonicalRequest(SignableRequest(method: "GET", path: "/", query: query, headers: headers), pathRule: .s3)
    }

    @Test(arguments: ["User-Agent", "X-Amzn-Trace-Id", "Connection", "Expect", "Transfer-Encoding", "TE"])
    func `headers that others rewrite are not signed`(name: String) {
        #expect(canonical([(name, "x"), ("Host", "h")]).signedHeaders == "host")
    }

    @Test func `values are trimmed, runs of white space folded, and lines of one name joined`() {
        let request = canonical([("Host", "h"), ("My-A", "  a \t  b\r\n  c  "), ("MY-a", "d")])
        #expect(request.text.contains("\nmy-a:a b c,d\n"))
    }

    @Test func `the query is sorted by bytes of the encoded names, then values`() {
        let query = CanonicalRequest.query([("b", "2"), ("a", "z"), ("B", ""), ("a", "é"), ("a", "/")])
        #expect(query == "B=&a=%2F&a=%C3%A9&a=z&b=2")
    }

    @Test(arguments: [
        ("", "/"), ("/", "/"), ("/a/./b/../c", "/a/c"), ("/..", "/"), ("//a//b/", "/a/b/"), ("/a/..", "/"),
        ("/a/b/..", "/a/"),
        ("/a%20b", "/a%2520b"),
    ])
    func `services other than S3 resolve the path and encode it twice`(path: String, expected: String) {
        #expect(PathRule.standard.canonical(path) == expected)
    }

    @Test(arguments: [("", "/"), ("//a/../b%20c", "//a/../b%20c")])
    func `S3 signs the path as it is sent`(path: String, expected: String) {
        #expect(PathRule.s3.canonical(path) == expected)
    }
}
