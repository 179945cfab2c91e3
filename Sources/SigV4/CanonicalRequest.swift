import Encodings

/// What a signature covers, before it is made canonical.
public struct SignableRequest: Sendable {
    /// The HTTP method, in upper case.
    public var method: String
    /// The path as it goes over the wire, percent-encoded; empty stands for `/`.
    public var path: String
    /// Names and values of the query, not encoded.
    public var query: [(name: String, value: String)]
    /// Header fields, `Host` among them.
    public var headers: [(name: String, value: String)]
    /// The SHA-256 of the body in hexadecimal, or `UNSIGNED-PAYLOAD`.
    public var payloadHash: String

    /// The payload hash of a request that has no body.
    public static let emptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// Stands for the hash where the body is not known to the one who signs (presigned URLs).
    public static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// Creates a request.
    public init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)],
        payloadHash: String = SignableRequest.emptyPayloadHash
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.payloadHash = payloadHash
    }
}

/// How a service canonicalizes paths.
public struct PathRule: Sendable, Equatable {
    /// Whether `.`, `..` and empty segments are resolved first.
    public var normalizes: Bool
    /// Whether the path is percent-encoded once more than on the wire.
    public var encodesAgain: Bool

    /// S3: a path is signed exactly as it is sent, since `a//b` and `./a` are keys of their own.
    public static let s3 = PathRule(normalizes: false, encodesAgain: false)
    /// Every other service.
    public static let standard = PathRule(normalizes: true, encodesAgain: true)

    /// Creates a rule.
    public init(normalizes: Bool, encodesAgain: Bool) {
        self.normalizes = normalizes
        self.encodesAgain = encodesAgain
    }

    /// The canonical form of `path`.
    public func canonical(_ path: String) -> String {
        let resolved = normalizes ? Self.resolved(path) : path
        let encoded = encodesAgain ? PercentEncoding.encoded(resolved, keepingSlash: true) : resolved
        return encoded.isEmpty ? "/" : encoded
    }

    private static func resolved(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment != ".." { segments.append(segment) } else if !segments.isEmpty { segments.removeLast() }
        }
        let endsInFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        return "/" + segments.joined(separator: "/") + (endsInFolder && !segments.isEmpty ? "/" : "")
    }
}

/// The first stage: the request in the one form that both sides agree on.
///
/// Specification: "Create a canonical request" in the IAM user guide.
public struct CanonicalRequest: Sendable, Equatable {
    /// The names of the covered headers, sorted and joined by `;`.
    public let signedHeaders: String
    /// The canonical text.
    public let text: String

    /// Headers that proxies and transports rewrite, and the trace header, which must not invalidate a signature.
    private static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// Canonicalizes `request`; headers of one name are joined in their order.
    public init(_ request: SignableRequest, pathRule: PathRule) {
        var values: [String: [String]] = [:]
        for header in request.headers {
            let name = header.name.lowercased()
            if !Self.unsignedHeaders.contains(name) { values[name, default: []].append(Self.folded(header.value)) }
        }
        let headers = values.sorted { Self.precedes($0.key, $1.key) }
        signedHeaders = headers.map(\.key).joined(separator: ";")
        text = [
            request.method,
            pathRule.canonical(request.path),
            Self.query(request.query),
            headers.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined(),
            signedHeaders,
            request.payloadHash,
        ].joined(separator: "\n")
    }

    /// The query in canonical form, which is also the one to send.
    public static func query(_ items: [(name: String, value: String)]) -> String {
        items
            .map { (PercentEncoding.encoded($0.name), PercentEncoding.encoded($0.value)) }
            .sorted { $0.0 == $1.0 ? precedes($0.1, $1.1) : precedes($0.0, $1.0) }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// The value without white space at its ends, every run of it inside reduced to one space.
    private static func folded(_ value: String) -> String {
        let parts = value.utf8.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return parts.map { String(Substring($0)) }.joined(separator: " ")
    }

    /// Order of bytes; `String`'s own would take canonically equivalent texts for equal.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
