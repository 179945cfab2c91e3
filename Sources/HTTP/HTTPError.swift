/// Why no complete response came.
public enum HTTPError: Error, Equatable {
    /// The name or the connection failed; nothing was sent. The associated value is the library's message.
    case connectionFailed(String)
    /// The TLS handshake or the certificate was refused.
    case untrusted(String)
    /// The time given for the exchange ran out, or the peer sent next to nothing for too long.
    case timedOut(String)
    /// The connection broke after the request was begun, or the body ended before its declared length.
    case interrupted(String)
    /// The URL or a header cannot be sent.
    case invalidRequest(String)
}
