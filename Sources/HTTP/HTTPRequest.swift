/// A request whose whole body is in memory.
public struct HTTPRequest: Sendable {
    /// The request method.
    public var method: HTTPMethod
    /// The absolute URL, already percent-encoded: it is sent byte for byte, never normalized.
    public var url: String
    /// The fields to send besides those that the transport adds (`Host`, `Content-Length`).
    public var headers: HTTPHeaders
    /// The body; empty for none.
    public var body: [UInt8]
    /// How long the whole exchange may take; `nil` for no limit (a frozen Lambda waits on `/next` for hours).
    public var timeout: Duration?
    /// Whether the server may take its time without sending a byte (long polling, a copy on the server's side), so that only
    /// `timeout` ends the exchange.
    public var mayIdle: Bool

    /// Creates a request.
    public init(
        _ method: HTTPMethod,
        _ url: String,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        timeout: Duration? = nil,
        mayIdle: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.mayIdle = mayIdle
    }
}
