import Glibc
import HTTP
import Synchronization
import TestSupport
import Testing
import Workers

@Suite struct CurlTransportTests {
    private static let ok = ScriptedServer.Answer.response(200, body: Array("ok".utf8))

    @Test func `a second request opens no new connection, whatever the method`() throws {
        let server = try ScriptedServer { _ in Self.ok }
        let transport = CurlTransport()
        for round in 0..<100 {
            let method: [HTTPMethod] = [.get, .head, .put, .post, .delete]
            let response: HTTPResponse = try transport.send(
                HTTPRequest(method[round % 5], server.url + "/\(round)", body: round % 5 > 1 ? [1, 2] : [])
            )
            #expect(response.head.status == 200)
        }
        #expect(server.requests.count == 100)
        #expect(server.connectionCount == 1)
    }

    @Test func `threads share the connections that there are`() throws {
        let server = try ScriptedServer { _ in
            usleep(2000)
            return Self.ok
        }
        let transport = CurlTransport()
        let failures = Atomic(0)
        for _ in 0..<3 {
            WorkerPool.run(copies: 4) {
                for _ in 0..<10 {
                    let response: HTTPResponse? = try? transport.send(HTTPRequest(.get, server.url))
                    if response?.head.status != 200 { failures.add(1, ordering: .relaxed) }
                }
            }
        }
        #expect(failures.load(ordering: .relaxed) == 0)
        #expect(server.requests.count == 120)
        #expect(server.connectionCount <= 4)
    }

    @Test func `a connection that the server closed meanwhile is replaced unnoticed`() throws {
        // As after a freeze: the answer promises to keep the connection, and then it is gone.
        let server = try ScriptedServer { request in
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(request.body.count == 2 ? "ok" : "no")")
        }
        let transport = CurlTransport()
        for _ in 0..<5 {
            let response: HTTPResponse = try transport.send(
                HTTPRequest(.put, server.url, body: [1, 2], timeout: .seconds(5))
            )
            #expect(String(decoding: response.body, as: UTF8.self) == "ok")
            usleep(20000)
        }
        #expect(server.connectionCount == 5)
    }

    @Test(arguments: [HTTPMethod.get, .head, .put, .post, .delete])
    func `a request arrives as it was given`(method: HTTPMethod) throws {
        let server = try ScriptedServer { _ in Self.ok }
        let hasBody = method == .put || method == .post
        let body = hasBody ? (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0) } : []
        let headers = HTTPHeaders([("X-Empty", ""), ("X-Text", "ä b"), ("X-Twice", "1"), ("X-Twice", "2")])
        let target = "/a/../b//./c%2F%20?x=%20&y&z=a+b"
        _ =
            try CurlTransport().send(HTTPRequest(method, server.url + target, headers: headers, body: body))
            as HTTPResponse
        let request = try #require(server.requests.first)
        #expect(request.method == method.rawValue)
        #expect(request.target == target)
        #expect(request.body == body)
        #expect(request.headers["X-Text"] == "ä b" && request.headers["X-Empty"] == "")
        #expect(request.headers.fields.filter { $0.name == "X-Twice" }.map(\.value) == ["1", "2"])
        #expect(server.url == "http://" + (request.headers["Host"] ?? ""))
        for unwanted in ["Expect", "Content-Type", "Transfer-Encoding", "Accept-Encoding"] {
            #expect(request.headers[unwanted] == nil)
        }
        #expect(request.headers["Content-Length"] == (hasBody ? "2000000" : nil))
    }

    @Test(arguments: [HTTPMethod.put, .post])
    func `an empty body is sent as one`(method: HTTPMethod) throws {
        let server = try ScriptedServer { _ in Self.ok }
        _ = try CurlTransport().send(HTTPRequest(method, server.url)) as HTTPResponse
        #expect(server.requests.first?.headers["Content-Length"] == "0")
    }

    @Test func `the environment's proxy is ignored`() throws {
        unsafe setenv("http_proxy", "http://127.0.0.1:9", 1)
        defer { unsafe unsetenv("http_proxy") }
        let server = try ScriptedServer { _ in Self.ok }
        let response: HTTPResponse = try CurlTransport().send(HTTPRequest(.get, server.url))
        #expect(response.head.status == 200)
    }

    @Test(arguments: [100, 204, 301, 307, 400, 404, 500, 503])
    func `every status is a result, and no redirect is followed`(status: Int) throws {
        let server = try ScriptedServer { request in
            guard status != 100 else {
                return .raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 0\r\n\r\n")
            }
            return .response(status, [(name: "Location", value: "/elsewhere"), (name: "X", value: "y")])
        }
        let response: HTTPResponse = try CurlTransport().send(HTTPRequest(.get, server.url))
        #expect(response.head.status == (status == 100 ? 200 : status))
        #expect(response.head.headers["x"] == "y")
        #expect(server.requests.count == 1)
    }

    @Test func `header values come without the white space around them, and a chunked body whole`() throws {
        let server = try ScriptedServer { _ in
            .raw(
                "HTTP/1.1 200\r\nX-A:  a b \t\r\nX-B:\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
        }
        let response: HTTPResponse = try CurlTransport().send(HTTPRequest(.get, server.url))
        #expect(response.head.headers["X-A"] == "a b" && response.head.headers["X-B"] == "")
        #expect(String(decoding: response.body, as: UTF8.self) == "abcde")
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "nonsense", "HTTP/1.1 200 OK\r\nX: y",
        "HTTP/1.1 200 OK\r\n" + String(repeating: "X: \(String(repeating: "y", count: 1000))\r\n", count: 300) + "\r\n",
    ])
    func `a response that is not whole is an error`(text: String) throws {
        let server = try ScriptedServer { _ in .raw(text) }
        let error = #expect(throws: HTTPError.self) {
            try CurlTransport().send(HTTPRequest(.get, server.url, timeout: .seconds(5))) as HTTPResponse
        }
        guard case .interrupted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `nobody listening is a failed connection`() throws {
        let server = try ScriptedServer { _ in Self.ok }
        server.stop()
        let error = #expect(throws: HTTPError.self) {
            try CurlTransport().send(HTTPRequest(.get, server.url)) as HTTPResponse
        }
        guard case .connectionFailed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1/a b", "http://h/ä", "http://h/\r\nX: y", "", "h",
    ])
    func `a URL that cannot be sent as it is is refused`(url: String) {
        let error = #expect(throws: HTTPError.self) { try CurlTransport().send(HTTPRequest(.get, url)) as HTTPResponse }
        guard case .invalidRequest = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [("X", "a\r\nY: b"), ("X", "a\u{0}"), ("X\r\nY", "a"), ("X: Y", "a"), ("", "a"), ("Ä", "a")])
    func `a header cannot smuggle in another`(name: String, value: String) throws {
        let server = try ScriptedServer { _ in Self.ok }
        let error = #expect(throws: HTTPError.self) {
            try CurlTransport().send(HTTPRequest(.get, server.url, headers: HTTPHeaders([(name, value)])))
                as HTTPResponse
        }
        guard case .invalidRequest(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!text.contains("a\r"))
        #expect(server.requests.isEmpty)
    }

    private struct Stop: Error {}

    @Test func `an error of the receiver ends the exchange, and the next one works`() throws {
        let server = try ScriptedServer { _ in .response(200, body: Array(repeating: 7, count: 5_000_000)) }
        let transport = CurlTransport()
        var received = 0
        #expect(throws: Stop.self) {
            try transport.send(HTTPRequest(.get, server.url)) { _, piece in
                received += piece.count
                if received > 100_000 { throw Stop() }
            }
        }
        #expect(received < 1_000_000)
        let response: HTTPResponse = try transport.send(HTTPRequest(.get, server.url))
        #expect(response.body.count == 5_000_000)
    }

    @Test(arguments: [Duration.zero, .seconds(-5), .milliseconds(300)])
    func `the whole exchange takes no longer than it may`(timeout: Duration) throws {
        let server = try ScriptedServer { _ in
            .drip([], body: Array(repeating: 1, count: 1000), bytes: 1, every: .milliseconds(50))
        }
        let start = ContinuousClock.now
        let error = #expect(throws: HTTPError.self) {
            try CurlTransport().send(HTTPRequest(.get, server.url, timeout: timeout)) as HTTPResponse
        }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(ContinuousClock.now - start < .milliseconds(900))
    }

    @Test(arguments: [(Duration?.none, false), (.seconds(20), true)])
    func `who waits on purpose is not cut off for silence`(timeout: Duration?, mayIdle: Bool) throws {
        let server = try ScriptedServer { _ in .drip([], body: [1, 2, 3], bytes: 1, every: .milliseconds(800)) }
        let transport = CurlTransport(options: CurlOptions(lowSpeedTime: .seconds(1)))
        let response: HTTPResponse = try transport.send(
            HTTPRequest(.get, server.url, timeout: timeout, mayIdle: mayIdle)
        )
        #expect(response.body == [1, 2, 3])
    }
}
