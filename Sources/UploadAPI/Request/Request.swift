import Encodings
import HTTP
import JSON

/// A request, free of the gateway's wrapping.
struct Request {
    /// Whom the gateway let in.
    enum Caller: Equatable {
        case nobody
        /// The ARN of the principal that signed.
        case signer(String)
        /// The subject of a token.
        case tokenBearer(String)
    }

    let method: String
    /// Begins with a slash, without the stage. Percent-encoded or not: gateways differ, and no name of ours holds a `%`.
    let path: String
    let query: [String: String]
    let headers: HTTPHeaders
    let body: RequestBody
    let caller: Caller
    /// The gateway's id of the request, which a person can quote.
    let requestID: String?

    init(_ event: GatewayEvent) {
        method = event.requestContext.http.method
        path = Self.path(event.rawPath, stage: event.requestContext.stage)
        query = Self.query(event.rawQueryString ?? "")
        headers = HTTPHeaders((event.headers ?? [:]).map { (name: $0.key, value: $0.value) })
        body = RequestBody(text: event.body ?? "", isBase64: event.isBase64Encoded ?? false)
        caller = Self.caller(event.requestContext.authorizer)
        requestID = event.requestContext.requestId
    }

    /// A stage of its own name stands before every path.
    private static func path(_ rawPath: String, stage: String?) -> String {
        guard let stage, stage != "$default", !stage.isEmpty else { return rawPath }
        if rawPath == "/" + stage { return "/" }
        return rawPath.hasPrefix("/\(stage)/") ? String(rawPath.dropFirst(stage.count + 1)) : rawPath
    }

    private static func query(_ raw: String) -> [String: String] {
        var query: [String: String] = [:]
        for pair in raw.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decoded(parts[0], plusIsSpace: true)
            query[name] = parts.count > 1 ? PercentEncoding.decoded(parts[1], plusIsSpace: true) : ""
        }
        return query
    }

    private static func caller(_ authorizer: JSONValue?) -> Caller {
        guard case .object(let authorizer) = authorizer else { return .nobody }
        if case .object(let jwt) = authorizer["jwt"], case .object(let claims) = jwt["claims"],
            case .string(let subject) = claims["sub"]
        {
            return .tokenBearer(subject)
        }
        if case .object(let iam) = authorizer["iam"], case .string(let arn) = iam["userArn"] { return .signer(arn) }
        return .nobody
    }
}

/// A body that is not decoded before it is known to be wanted.
struct RequestBody {
    private let text: String
    private let isBase64: Bool

    init(text: String, isBase64: Bool) {
        self.text = text
        self.isBase64 = isBase64
    }

    /// How many bytes it has. Computed from the length of the text, so that a body which is too large costs nothing.
    var count: Int {
        guard isBase64 else { return text.utf8.count }
        let padding = text.utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
        return max(text.utf8.count / 4 * 3 - padding, 0)
    }

    /// The bytes, if they are at most `limit`.
    func bytes(limit: Int) throws(Refusal) -> [UInt8] {
        guard count <= limit else { throw .tooLarge(size: count, limit: limit, isDirect: true) }
        guard isBase64 else { return Array(text.utf8) }
        guard let bytes = Base64.bytes(text) else { throw .malformed("the body is not valid base64") }
        return bytes
    }
}
