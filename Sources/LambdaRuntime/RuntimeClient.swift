public import HTTP
import Time

/// The four calls of the Lambda Runtime API (2018-06-01) as values in and values out.
///
/// `/next` has no timeout: between invocations Lambda freezes the process, for hours if nothing comes.
public struct RuntimeClient: Sendable {
    private let base: String
    private let transport: any HTTPTransport

    /// Creates a client.
    ///
    /// `endpoint` is `AWS_LAMBDA_RUNTIME_API`: host and port. The transport must keep connections alive and use no proxy.
    public init(endpoint: String, transport: any HTTPTransport) {
        base = "http://\(endpoint)/2018-06-01/runtime"
        self.transport = transport
    }

    /// Waits for the next event.
    public func next() throws(RuntimeError) -> Invocation {
        let response = try send(HTTPRequest(.get, "\(base)/invocation/next"))
        guard response.head.status == 200 else { throw .refused(call: "next", status: response.head.status) }
        let headers = response.head.headers
        guard let requestID = headers["Lambda-Runtime-Aws-Request-Id"], !requestID.isEmpty else {
            throw .missingRequestID
        }
        return Invocation(
            requestID: requestID,
            deadline: headers["Lambda-Runtime-Deadline-Ms"].flatMap { Int64($0) }.map {
                Deadline(millisecondsSince1970: $0)
            },
            traceID: headers["Lambda-Runtime-Trace-Id"],
            functionARN: headers["Lambda-Runtime-Invoked-Function-Arn"],
            payload: response.body
        )
    }

    /// Answers an invocation with JSON.
    public func respond(to requestID: String, with answer: [UInt8]) throws(RuntimeError) {
        guard answer.count <= Self.answerLimit else {
            throw .answerTooLarge(bytes: answer.count, limit: Self.answerLimit)
        }
        try post("invocation/\(requestID)/response", HTTPHeaders([("Content-Type", "application/json")]), answer)
    }

    /// Says that an invocation failed.
    public func report(_ failure: ErrorResponse, for requestID: String) throws(RuntimeError) {
        try post("invocation/\(requestID)/error", failure.headers, failure.body)
    }

    /// Says that the process cannot start; Lambda expects it to exit at once afterwards.
    public func reportInitialization(_ failure: ErrorResponse) throws(RuntimeError) {
        try post("init/error", failure.headers, failure.body)
    }

    /// The most bytes that Lambda takes as an answer: 6 MiB and 100 bytes (Lambda quotas).
    static let answerLimit = 6_291_556

    private func post(_ path: String, _ headers: HTTPHeaders, _ body: [UInt8]) throws(RuntimeError) {
        let request = HTTPRequest(.post, "\(base)/\(path)", headers: headers, body: body, timeout: .seconds(10))
        let response: HTTPResponse
        do throws(RuntimeError) { response = try send(request) } catch {
            // It may have arrived or not. A second answer is refused, so nothing happens twice.
            response = try send(request)
        }
        guard response.head.isSuccess else { throw .refused(call: path, status: response.head.status) }
    }

    private func send(_ request: HTTPRequest) throws(RuntimeError) -> HTTPResponse {
        do {
            return try transport.send(request)
        } catch {
            throw .unreachable("\(error)")
        }
    }
}
