/// The one seam between Minilab and the network.
///
/// A response of any status is a result; failing to get one is an ``HTTPError``. A transport follows no redirect and retries
/// nothing: both are decisions of the caller.
public protocol HTTPTransport: Sendable {
    /// Sends `request` and hands over the body as it arrives, in order, in pieces of the transport's choosing.
    ///
    /// - Parameters:
    ///   - request: Sent as it is.
    ///   - body: Called for each piece with the response's head. An error that it throws ends the exchange and is thrown on
    ///     unchanged.
    /// - Returns: The head, after the last piece.
    /// - Throws: ``HTTPError`` when no complete response came, or what `body` threw.
    func send(
        _ request: HTTPRequest,
        body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws -> HTTPResponseHead
}

extension HTTPTransport {
    /// Sends `request` and collects the body.
    ///
    /// - Throws: ``HTTPError``.
    public func send(_ request: HTTPRequest) throws -> HTTPResponse {
        var collected: [UInt8] = []
        let head = try send(request) { _, piece in
            collected.append(piece)
        }
        return HTTPResponse(head: head, body: collected)
    }
}
