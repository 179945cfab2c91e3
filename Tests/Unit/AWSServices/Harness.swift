import AWSServices
import Environment
import FoundationEssentials
import HTTP
import Synchronization
import TestSupport
import Time

/// A client whose time is fake and whose jitter is the longest possible.
struct Harness {
    let clock = FakeClock()
    let client: AWSClient
    /// Lives as long as its client.
    private var server: ScriptedServer?

    static let environment = TestCredentials.environment

    init(_ transport: any HTTPTransport, endpoint: String? = nil) throws {
        var environment = Self.environment
        environment["AWS_ENDPOINT_URL"] = endpoint
        let configuration = try AWSConfiguration(environment: environment)
        client = AWSClient(transport: transport, configuration: configuration, clock: clock.wallClock, random: { 1 })
    }

    /// Talks to `server` over the real transport.
    init(_ server: ScriptedServer, lowSpeedTime: Duration = .seconds(1)) throws {
        try self.init(CurlTransport(options: CurlOptions(lowSpeedTime: lowSpeedTime)), endpoint: server.url)
        self.server = server
    }

    /// A context that ends so long from now, by the fake clock.
    func context(_ seconds: Double = 60) -> CallContext {
        CallContext(
            deadline: Deadline(clock.now + seconds),
            traceID: "Root=1-5e1b4151-5ac6c58f39f18cdc2a8ed5ab;Sampled=1"
        )
    }

    /// All waits together.
    var slept: Duration { clock.slept.reduce(.zero, +) }
}

extension HTTPResponse {
    init(_ status: Int, _ headers: [(name: String, value: String)] = [], _ body: String = "") {
        self.init(head: HTTPResponseHead(status: status, headers: HTTPHeaders(headers)), body: Array(body.utf8))
    }
}

/// An object on a scripted server, which answers ranges as S3 does.
struct ScriptedObject {
    var bytes: [UInt8]
    var eTag: String
    var headers: [(name: String, value: String)] = []

    /// As many bytes as asked for, and their MD5 as ETag.
    init(_ bytes: [UInt8], eTag: String) {
        self.bytes = bytes
        self.eTag = eTag
    }

    /// The headers and bytes that answer `request`, and whether they are a part.
    func answer(
        _ request: ScriptedServer.Request
    ) -> (headers: [(name: String, value: String)], bytes: [UInt8], isPartial: Bool) {
        var fields = headers + [(name: "ETag", value: "\"\(eTag)\""), (name: "Content-Type", value: "image/jpeg")]
        guard let start = request.headers["Range"].flatMap({ Int($0.dropFirst("bytes=".count).dropLast()) }) else {
            return (fields, bytes, false)
        }
        fields.append((name: "Content-Range", value: "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"))
        return (fields, Array(bytes[start...]), true)
    }

    func response(_ request: ScriptedServer.Request) -> ScriptedServer.Answer {
        if let condition = request.headers["If-Match"], condition != "\"\(eTag)\"" {
            return .response(412, body: Array("<Error><Code>PreconditionFailed</Code></Error>".utf8))
        }
        let (headers, bytes, isPartial) = answer(request)
        return .response(isPartial ? 206 : 200, headers, body: bytes)
    }
}
