public import HTTP
import Synchronization
import Workers

/// An HTTP/1.1 server on 127.0.0.1 that answers as a test says, wrongly too.
public final class ScriptedServer: Sendable {
    /// One request as it came.
    public struct Request: Sendable {
        /// `GET`.
        public var method: String
        /// Path and query.
        public var target: String
        /// The header fields.
        public var headers: HTTPHeaders
        /// The body.
        public var body: [UInt8]
        /// Counts all requests, from 0.
        public var number: Int
    }

    /// What to do with a request.
    public enum Answer: Sendable {
        /// A response with `Content-Length`; a `HEAD` gets no body.
        case response(Int, [(name: String, value: String)] = [], body: [UInt8] = [])
        /// The head of the whole response, and only so many bytes of the body; then a reset, or an orderly close.
        case truncated([(name: String, value: String)], body: [UInt8], after: Int, reset: Bool)
        /// The response, `bytes` at a time with a pause before each.
        case drip([(name: String, value: String)], body: [UInt8], bytes: Int, every: Duration)
        /// These bytes, then an orderly close.
        case raw(String)
        /// A reset without a byte.
        case reset
        /// An orderly close without a byte.
        case close
        /// Nothing at all until the client gives up or the time is over.
        case stall(Duration)
    }

    private struct State {
        var requests: [Request] = []
        var opened = 0
        var connections: [Int: Socket] = [:]
    }

    /// `http://127.0.0.1:port`.
    public let url: String
    private let listener: Socket
    private let state = Mutex(State())
    private let script: @Sendable (Request) -> Answer

    /// Starts a server; `script` is called on a thread of each connection.
    public init(_ script: @escaping @Sendable (Request) -> Answer) throws {
        guard let (socket, port) = Socket.listening() else {
            throw HTTPError.connectionFailed("no socket to listen on")
        }
        listener = socket
        url = "http://127.0.0.1:\(port)"
        self.script = script
        _ = WorkerPool.detach { [weak self, socket] in
            while let connection = socket.accepted() {
                guard let server = self else { return }
                let number = server.state.withLock { state in
                    state.opened += 1
                    state.connections[state.opened] = connection
                    return state.opened
                }
                _ = WorkerPool.detach { [weak server] in server?.serve(connection, number) }
            }
        }
    }

    /// Ends the server and its connections.
    public func stop() {
        listener.shut()
        for connection in state.withLock({ $0.connections.values.map(\.self) }) { connection.shut() }
    }

    deinit { stop() }

    /// What has come so far.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// How many connections were opened.
    public var connectionCount: Int { state.withLock { $0.opened } }

    private func serve(_ connection: Socket, _ number: Int) {
        var buffer: [UInt8] = []
        while let request = nextRequest(connection, &buffer) {
            guard carryOut(script(request), of: request, on: connection) else { break }
        }
        // The last reference goes with the thread and closes the socket: a reset is made of that, so there is no `shut` here.
        state.withLock { $0.connections[number] = nil }
    }

    private func nextRequest(_ connection: Socket, _ buffer: inout [UInt8]) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        var headEnd = buffer.firstRange(of: end)
        while headEnd == nil {
            let piece = connection.read()
            guard !piece.isEmpty else { return nil }
            buffer += piece
            headEnd = buffer.firstRange(of: end)
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let start = lines.first?.split(separator: " ") ?? []
        guard start.count == 3 else { return nil }
        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            headers.add(String(parts.first ?? ""), value)
        }
        buffer.removeSubrange(..<headEnd.upperBound)
        let length = headers["Content-Length"].flatMap { Int($0) } ?? 0
        while buffer.count < length {
            let piece = connection.read()
            guard !piece.isEmpty else { return nil }
            buffer += piece
        }
        let body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        Evidence.request(headers, url: String(start[1]))
        return state.withLock { state in
            let request = Request(
                method: String(start[0]),
                target: String(start[1]),
                headers: headers,
                body: body,
                number: state.requests.count
            )
            state.requests.append(request)
            return request
        }
    }

    /// False ends the connection.
    private func carryOut(_ answer: Answer, of request: Request, on connection: Socket) -> Bool {
        switch answer {
        case .response(let status, let headers, let body):
            let head = Self.head(status, headers, body.count)
            return connection.write(request.method == "HEAD" ? head : head + body)
        case .truncated(let headers, let body, let after, let reset):
            let isPartial = headers.contains { $0.name == "Content-Range" }
            _ = connection.write(Self.head(isPartial ? 206 : 200, headers, body.count) + body.prefix(after))
            if reset {
                // The client is to read what was sent before the reset makes the kernel drop it.
                connection.waitForPeer(.milliseconds(50))
                connection.resetOnClose()
            }
            return false
        case .drip(let headers, let body, let bytes, let pause):
            guard connection.write(Self.head(200, headers, body.count)) else { return false }
            for start in stride(from: 0, to: body.count, by: bytes) {
                connection.waitForPeer(pause)
                guard connection.write(Array(body[start..<min(start + bytes, body.count)])) else { return false }
            }
            return true
        case .raw(let text):
            _ = connection.write(Array(text.utf8))
            return false
        case .reset:
            connection.resetOnClose()
            return false
        case .close:
            return false
        case .stall(let duration):
            connection.waitForPeer(duration)
            return false
        }
    }

    private static func head(_ status: Int, _ headers: [(name: String, value: String)], _ length: Int) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status) Scripted"]
        lines += headers.map { "\($0.name): \($0.value)" }
        if status != 204, !headers.contains(where: { $0.name == "Content-Length" }) {
            lines.append("Content-Length: \(length)")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}
