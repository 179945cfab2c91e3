import FoundationEssentials
import HTTP
import LambdaRuntime
import Synchronization
import Telemetry
import TestSupport
import Testing
import Time

/// How long a loop bears a Runtime API in trouble.
@Suite struct RunLoopPatienceTests {
    private static func event(_ number: Int) -> HTTPResponse {
        HTTPResponse(
            head: HTTPResponseHead(
                status: 200,
                headers: HTTPHeaders([("Lambda-Runtime-Aws-Request-Id", "\(number)")])
            )
        )
    }

    private func run(_ clock: FakeClock, _ next: @escaping @Sendable (Int) throws -> HTTPResponse) -> [HTTPRequest] {
        let asked = Mutex(0)
        let transport = ScriptedTransport { request, _ in
            guard request.method == .get else { return HTTPResponse(head: HTTPResponseHead(status: 202)) }
            let number = asked.withLock { asked in
                asked += 1
                return asked - 1
            }
            return try next(number)
        }
        let loop = RunLoop(
            client: RuntimeClient(endpoint: "api", transport: transport),
            log: Log(clock: clock.wallClock, write: { _ in }),
            clock: clock.wallClock,
            announceTraceID: { _ in },
            handler: { _, _ in [] }
        )
        _ = loop.run()
        return transport.requests
    }

    @Test func `failures with events between them are no row of failures`() {
        let requests = run(FakeClock()) { number in
            if number == 40 { return HTTPResponse(head: HTTPResponseHead(status: 500)) }
            guard number % 4 == 3 else { throw HTTPError.connectionFailed("refused") }
            return Self.event(number)
        }
        #expect(requests.count { $0.method == .post } == 10)
    }

    @Test func `each failure is waited out, longer than the one before`() {
        let clock = FakeClock()
        let requests = run(clock) { _ in throw HTTPError.connectionFailed("refused") }
        #expect(requests.count == 6)
        #expect(clock.slept == [200, 400, 800, 1600, 1600].map { .milliseconds($0) })
    }

    @Test func `an event is waited for without end, an answer is not`() {
        let requests = run(FakeClock()) { number in
            number == 0 ? Self.event(0) : HTTPResponse(head: HTTPResponseHead(status: 500))
        }
        #expect(requests.map(\.timeout) == [nil, .seconds(10), nil])
    }
}
