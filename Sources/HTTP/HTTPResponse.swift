/// Status line and header fields of a response, known before its body.
public struct HTTPResponseHead: Sendable, Equatable {
    /// The status code. None of them is an error at this level.
    public var status: Int
    /// The header fields of the final response (not of `100 Continue`).
    public var headers: HTTPHeaders

    /// Creates a head.
    public init(status: Int, headers: HTTPHeaders = HTTPHeaders()) {
        self.status = status
        self.headers = headers
    }

    /// Whether the status is in 200…299.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// A response whose whole body is in memory.
public struct HTTPResponse: Sendable, Equatable {
    /// Status and header fields.
    public var head: HTTPResponseHead
    /// The body, as long as the server said.
    public var body: [UInt8]

    /// Creates a response.
    public init(head: HTTPResponseHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}
