/// Why no complete response came.
public enum HTTPError: Error, Equatable {
    /// Name resolution, the connection or the TLS handshake failed; nothing was sent. The associated value is the library's message.
    case connectionFailed(String)
    /// The server's certificate, or the bundle of authorities to verify it with, is not acceptable.
    case untrusted(String)
    /// The time given for the exchange ran out, or the peer sent next to nothing for too long.
    case timedOut(String)
    /// The connection broke after the request was begun, or the body ended before its declared length.
    case interrupted(String)
    /// The URL or a header cannot be sent.
    case invalidRequest(String)
}
