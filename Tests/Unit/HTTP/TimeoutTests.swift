import HTTP
import Synchronization
import TestSupport
import Testing
import Workers

@Suite struct TimeoutTests {
    /// The handshake waits for an answer that never comes.
    @Test(arguments: [Duration?.none, .seconds(60)])
    func `who connects to nobody is soon done, however long the exchange may take`(timeout: Duration?) throws {
        let server = try ScriptedServer { _ in .stall(.seconds(60)) }
        let transport = CurlTransport(options: CurlOptions(connectTimeout: .milliseconds(300)))
        let url = server.url.replacing("http://", with: "https://")
        let start = ContinuousClock.now
        let error = #expect(throws: HTTPError.self) {
            try transport.send(HTTPRequest(.get, url, timeout: timeout)) as HTTPResponse
        }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `silence ends an exchange before its time`() throws {
        let server = try ScriptedServer { _ in .stall(.seconds(60)) }
        let transport = CurlTransport(options: CurlOptions(lowSpeedTime: .seconds(1)))
        let start = ContinuousClock.now
        #expect(throws: HTTPError.self) {
            try transport.send(HTTPRequest(.get, server.url, timeout: .seconds(50))) as HTTPResponse
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a request goes over the handle that has its server's connection`() throws {
        let servers = try (0..<2).map { _ in
            try ScriptedServer { request in
                request.number == 0
                    ? .drip([], body: [1, 2, 3], bytes: 1, every: .milliseconds(300)) : .response(200, body: [1])
            }
        }
        let urls = servers.map(\.url)
        let transport = CurlTransport()
        // Both at once, so that there are two handles.
        _ = WorkerPool.map(urls, width: 2) { try? transport.send(HTTPRequest(.get, $0)) as HTTPResponse }
        for url in [urls[0], urls[1], urls[1], urls[0], urls[0], urls[1]] {
            #expect((try transport.send(HTTPRequest(.get, url)) as HTTPResponse).head.status == 200)
        }
        #expect(servers.map(\.connectionCount) == [1, 1])
    }
}
