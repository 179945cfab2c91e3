import Environment
import FoundationEssentials
import HTTP
import JSON
import LambdaRuntime
import Synchronization
import Telemetry
import TestSupport
import Testing
import Time

/// Everything that the platform can answer to each of the four calls, over the real transport.
@Suite struct StatusMatrixTests {
    /// What is wrong with one answer.
    enum Fault: CustomTestStringConvertible, Sendable, Equatable {
        case status(Int)
        case reset, close, truncated, garbage

        static let all: [Fault] =
            [400, 403, 410, 413, 429, 500, 503].map { .status($0) } + [.reset, .close, .truncated, .garbage]

        var testDescription: String { "\(self)" }

        var answer: ScriptedServer.Answer {
            switch self {
            case .status(let status):
                .response(status, body: Array(#"{"errorMessage":"m","errorType":"InvalidStateTransition"}"#.utf8))
            case .reset: .reset
            case .close: .close
            case .truncated: .truncated([], body: Array(#"{"status":"OK"}"#.utf8), after: 3, reset: false)
            case .garbage: .raw("nonsense")
            }
        }
    }

    private static func event(_ id: String) -> ScriptedServer.Answer {
        .response(
            200,
            [
                (name: "Lambda-Runtime-Aws-Request-Id", value: id),
                (name: "Lambda-Runtime-Deadline-Ms", value: "1700000000125"),
                (name: "Content-Type", value: "application/json"),
            ],
            body: Array("{}".utf8)
        )
    }

    private struct Broken: Error {}

    /// Two events; `script` may take the place of an answer. After the second answer the environment is lost.
    private func run(
        failing: Bool = false,
        _ script: @escaping @Sendable (String, Int) -> ScriptedServer.Answer?
    ) throws -> (paths: [String], end: RuntimeError, log: String) {
        let counts = Mutex<[String: Int]>([:])
        let events = Mutex(["a", "b"])
        let server = try ScriptedServer { request in
            let path = String(request.target.dropFirst("/2018-06-01/runtime/".count))
            let number = counts.withLock { counts in
                counts[path, default: 0] += 1
                return counts[path, default: 0] - 1
            }
            if let answer = script(path, number) { return answer }
            guard path == "invocation/next" else { return .response(202, body: Array(#"{"status":"OK"}"#.utf8)) }
            return events.withLock { $0.isEmpty ? .response(500) : Self.event($0.removeFirst()) }
        }
        let text = Mutex("")
        let clock = WallClock(now: { Date() }, uptime: { .zero }, sleep: { _ in })
        let loop = RunLoop(
            client: RuntimeClient(endpoint: String(server.url.dropFirst("http://".count)), transport: CurlTransport()),
            log: Log(clock: clock) { line in text.withLock { $0 += String(decoding: line, as: UTF8.self) } },
            clock: clock,
            announceTraceID: { _ in },
            handler: { _, _ in
                if failing { throw Broken() }
                return Array("{}".utf8)
            }
        )
        let end = loop.run()
        let paths = server.requests.map { String($0.target.dropFirst("/2018-06-01/runtime/".count)) }
        return (paths, end, text.withLock { $0 })
    }

    @Test(arguments: Fault.all)
    func `next that fails once is asked again, unless the environment is lost`(fault: Fault) throws {
        let outcome = try run { path, number in path == "invocation/next" && number == 0 ? fault.answer : nil }
        if fault == .status(500) {
            #expect(outcome.paths == ["invocation/next"])
            #expect(outcome.end == .refused(call: "next", status: 500))
        } else {
            #expect(
                outcome.paths == [
                    "invocation/next", "invocation/next", "invocation/a/response", "invocation/next",
                    "invocation/b/response", "invocation/next",
                ]
            )
            #expect(outcome.log.contains("Runtime API call failed"))
        }
    }

    @Test(arguments: Fault.all)
    func `next that fails for ever ends the loop, soon and not at once`(fault: Fault) throws {
        let outcome = try run { path, _ in path == "invocation/next" ? fault.answer : nil }
        #expect(outcome.paths.count == (fault == .status(500) ? 1 : 6))
    }

    @Test(arguments: Fault.all, [false, true])
    func `an answer that is refused is nobody's, and one that is lost is sent again`(fault: Fault, failing: Bool) throws
    {
        let post = "invocation/a/\(failing ? "error" : "response")"
        let outcome = try run(failing: failing) { path, number in path == post && number == 0 ? fault.answer : nil }
        let isRefused = if case .status = fault { true } else { false }
        if fault == .status(500) {
            #expect(outcome.paths == ["invocation/next", post])
            #expect(outcome.end == .refused(call: post, status: 500))
        } else {
            #expect(
                outcome.paths == ["invocation/next", post] + (isRefused ? [] : [post]) + [
                    "invocation/next", post.replacing("/a/", with: "/b/"), "invocation/next",
                ]
            )
            #expect(outcome.log.contains("Answer was not taken") == isRefused)
        }
        // Nobody is told twice of one invocation.
        #expect(!outcome.paths.contains("invocation/a/\(failing ? "response" : "error")"))
    }

    @Test(arguments: Fault.all)
    func `a problem at the start is told once, or the caller hears why not`(fault: Fault) throws {
        let server = try ScriptedServer { _ in fault.answer }
        let client = RuntimeClient(endpoint: String(server.url.dropFirst("http://".count)), transport: CurlTransport())
        let failure = ErrorResponse(type: "Function.ConfigurationInvalid", message: "RECIPE: \"\u{1}\" ü")
        let error = #expect(throws: RuntimeError.self) { try client.reportInitialization(failure) }
        if case .status(let status) = fault { #expect(error == .refused(call: "init/error", status: status)) }
        let request = try #require(server.requests.first)
        #expect(request.headers["Lambda-Runtime-Function-Error-Type"] == "Function.ConfigurationInvalid")
        let body = try JSONDecoder().decode([String: JSONValue].self, from: Data(request.body))
        #expect(body["errorMessage"] == "RECIPE: \"\u{1}\" ü" && body["stackTrace"] == [])
    }

    @Test func `an event may come in chunks and say next to nothing of itself`() throws {
        let payload = Mutex<Invocation?>(nil)
        let server = try ScriptedServer { request in
            request.number == 0
                ? .raw(
                    "HTTP/1.1 200 OK\r\nlambda-runtime-aws-request-id: a\r\nLambda-Runtime-Deadline-Ms: soon\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n5\r\na\":1}\r\n0\r\n\r\n"
                ) : .response(request.method == "POST" ? 202 : 500)
        }
        let client = RuntimeClient(endpoint: String(server.url.dropFirst("http://".count)), transport: CurlTransport())
        let clock = WallClock(now: { Date() }, uptime: { .zero }, sleep: { _ in })
        let loop = RunLoop(
            client: client,
            log: Log(clock: clock, write: { _ in }),
            clock: clock,
            announceTraceID: { _ in },
            handler: { invocation, _ in
                payload.withLock { $0 = invocation }
                return []
            }
        )
        _ = loop.run()
        let invocation = try #require(payload.withLock { $0 })
        #expect(String(decoding: invocation.payload, as: UTF8.self) == #"{"a":1}"#)
        #expect(invocation.deadline == nil && invocation.traceID == nil && invocation.functionARN == nil)
    }
}
