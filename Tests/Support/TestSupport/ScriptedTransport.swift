public import HTTP
import Synchronization

/// A transport without a network: a test's function answers.
public final class ScriptedTransport: HTTPTransport {
    private let sent = Mutex<[HTTPRequest]>([])
    private let script: @Sendable (HTTPRequest, Int) throws -> HTTPResponse

    /// Creates a transport; `script` gets each request and its number, from 0, and throws what the network would.
    public init(_ script: @escaping @Sendable (HTTPRequest, Int) throws -> HTTPResponse) {
        self.script = script
    }

    /// What was sent so far.
    public var requests: [HTTPRequest] { sent.withLock { $0 } }

    /// Answers by the script; a body comes in pieces of at most 7 bytes.
    public func send(
        _ request: HTTPRequest,
        body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws -> HTTPResponseHead {
        Evidence.request(request.headers, url: request.url)
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count - 1
        }
        let response = try script(request, number)
        for start in stride(from: 0, to: response.body.count, by: 7) {
            let piece = Array(response.body[start..<min(start + 7, response.body.count)])
            try body(response.head, piece.span)
        }
        return response.head
    }
}
