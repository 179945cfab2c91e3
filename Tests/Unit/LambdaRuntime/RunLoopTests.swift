import FoundationEssentials
import HTTP
import Synchronization
import Telemetry
import Testing
import Time

@testable import LambdaRuntime

/// A Runtime API that answers from a script and remembers what it was told.
private final class ScriptedRuntimeAPI: HTTPTransport {
    struct Call: Equatable {
        var method: HTTPMethod
        var path: String
        var body: String
        var errorType: String?
    }

    enum Reply {
        case status(Int, headers: [(name: String, value: String)] = [], body: String = "")
        case broken
    }

    private let replies: Mutex<[Reply]>
    private let calls = Mutex<[Call]>([])

    init(_ replies: [Reply]) { self.replies = Mutex(replies) }

    var received: [Call] { calls.withLock { $0 } }

    func send(_ request: HTTPRequest, body: (HTTPResponseHead, Span<UInt8>) throws -> Void) throws -> HTTPResponseHead {
        calls.withLock {
            $0.append(
                Call(
                    method: request.method,
                    path: String(request.url.dropFirst("http://api/2018-06-01/runtime/".count)),
                    body: String(decoding: request.body, as: UTF8.self),
                    errorType: request.headers["Lambda-Runtime-Function-Error-Type"]
                )
            )
        }
        // The end of the script is the end of the environment.
        switch replies.withLock({ $0.isEmpty ? .status(500) : $0.removeFirst() }) {
        case .broken: throw HTTPError.interrupted("reset by peer")
        case .status(let status, let headers, let text):
            let head = HTTPResponseHead(status: status, headers: HTTPHeaders(headers))
            if !text.isEmpty { try body(head, Array(text.utf8).span) }
            return head
        }
    }

    static func event(_ id: String, _ body: String = "{}", traceID: String? = nil) -> Reply {
        var headers = [
            (name: "Lambda-Runtime-Aws-Request-Id", value: id), ("Lambda-Runtime-Deadline-Ms", "1700000000125"),
        ]
        if let traceID { headers.append(("Lambda-Runtime-Trace-Id", traceID)) }
        return .status(200, headers: headers, body: body)
    }

    static let accepted = Reply.status(202, body: #"{"status":"OK"}"#)
}

@Suite struct RunLoopTests {
    private typealias API = ScriptedRuntimeAPI

    private func run(
        _ api: ScriptedRuntimeAPI,
        traceIDs: @escaping @Sendable (String?) -> Void = { _ in },
        handler: @escaping RunLoop.Handler
    ) -> RuntimeError {
        let clock = WallClock(now: { Date() }, uptime: { .zero }, sleep: { _ in })
        return RunLoop(
            client: RuntimeClient(endpoint: "api", transport: api),
            log: Log(clock: clock, write: { _ in }),
            clock: clock,
            announceTraceID: traceIDs,
            handler: handler
        ).run()
    }

    @Test func `each event is answered before the next is taken`() {
        let api = API([API.event("a", "1"), API.accepted, API.event("b", "2"), API.accepted])
        let end = run(api) { invocation, _ in invocation.payload + [UInt8(ascii: "!")] }
        #expect(end == .refused(call: "next", status: 500))
        #expect(
            api.received.map { "\($0.method.rawValue) \($0.path) \($0.body)" } == [
                "GET invocation/next ", "POST invocation/a/response 1!",
                "GET invocation/next ", "POST invocation/b/response 2!", "GET invocation/next ",
            ]
        )
    }

    @Test func `what the handler throws is the invocation's error, and the loop goes on`() throws {
        struct Broken: Error, CustomStringConvertible {
            let description = "line one\nline \"two\" — ä \u{7}"
        }
        struct Body: Decodable {
            var errorMessage: String
            var errorType: String
            var stackTrace: [String]
        }
        let api = API([API.event("a"), API.accepted, API.event("b"), API.accepted])
        _ = run(api) { invocation, _ in
            if invocation.requestID == "a" { throw Broken() }
            return []
        }
        let report = try #require(api.received.first { $0.path == "invocation/a/error" })
        let body = try JSONDecoder().decode(Body.self, from: Data(report.body.utf8))
        #expect(body.errorMessage == Broken().description)
        #expect(body.errorType == "Function.Failed" && report.errorType == "Function.Failed")
        #expect(api.received.contains { $0.path == "invocation/b/response" })
    }

    @Test(arguments: [400, 403, 410, 413]) func `an answer that is not accepted is dropped, and the loop continues`(
        status: Int
    ) {
        let api = API([API.event("a"), .status(status), API.event("b"), API.accepted])
        _ = run(api) { _, _ in [] }
        #expect(
            api.received.map(\.path) == [
                "invocation/next", "invocation/a/response", "invocation/next", "invocation/b/response",
                "invocation/next",
            ]
        )
    }

    @Test func `an answer whose connection breaks does not end the loop`() {
        let api = API([API.event("a"), .broken, .broken, API.event("b"), API.accepted])
        _ = run(api) { _, _ in [] }
        #expect(api.received.contains { $0.path == "invocation/b/response" })
    }

    @Test func `status 500 to an answer ends the loop, because the environment is lost`() {
        let api = API([API.event("a"), .status(500), API.event("b"), API.accepted])
        #expect(run(api) { _, _ in [] } == .refused(call: "invocation/a/response", status: 500))
        #expect(!api.received.contains { $0.path == "invocation/b/response" })
    }

    @Test func `next is asked again a few times when it cannot be had, then the loop ends`() {
        let api = API(Array(repeating: .broken, count: 20))
        let end = run(api) { _, _ in [] }
        #expect(end == .unreachable("interrupted(\"reset by peer\")"))
        #expect(api.received.count == 6)
    }

    @Test func `an event without a request id is passed over`() {
        let api = API([.status(200, body: "{}"), API.event("b"), API.accepted])
        _ = run(api) { _, _ in [] }
        #expect(api.received.map(\.path).dropFirst(2) == ["invocation/b/response", "invocation/next"])
    }

    @Test(arguments: [(6_291_556, "invocation/a/response"), (6_291_557, "invocation/a/error")])
    func `an answer over Lambda's limit becomes an error that names both sizes`(bytes: Int, path: String) {
        let api = API([API.event("a"), API.accepted])
        _ = run(api) { _, _ in [UInt8](repeating: 0x20, count: bytes) }
        let call = api.received[1]
        #expect(call.path == path)
        if bytes > 6_291_556 {
            #expect(call.errorType == "Function.ResponseSizeTooLarge")
            #expect(call.body.contains("6291557") && call.body.contains("6291556"))
        }
    }

    @Test func `the trace id is announced for each invocation, and its absence too`() {
        let announced = Mutex<[String?]>([])
        let api = API([API.event("a", traceID: "Root=1"), API.accepted, API.event("b"), API.accepted])
        let announce: @Sendable (String?) -> Void = { id in announced.withLock { $0.append(id) } }
        _ = run(api, traceIDs: announce) { invocation, _ in
            #expect(invocation.deadline == Deadline(millisecondsSince1970: 1_700_000_000_125))
            return []
        }
        #expect(announced.withLock { $0 } == ["Root=1", nil])
    }
}

@Suite struct ErrorResponseTests {
    @Test(arguments: [
        ("Function.ConfigurationInvalid", "Function.ConfigurationInvalid"), ("Runtime.X", "Runtime.X"),
        ("Function.lower", "Function.Unknown"), ("Other.Type", "Function.Unknown"), ("Function.", "Function.Unknown"),
        ("Function.A1", "Function.Unknown"), ("Function.A.B", "Function.Unknown"), ("", "Function.Unknown"),
    ])
    func `a type that Lambda would not keep becomes unknown`(given: String, kept: String) {
        #expect(ErrorResponse(type: given, message: "").type == kept)
    }
}
