public import FoundationEssentials
import Time

/// Signs requests by query parameters, so that the URL alone carries the permission.
public struct Presigner: Sendable {
    /// Who signs. The URL stops working when temporary credentials expire, whatever its own expiry says.
    public var credentials: Credentials
    /// The region that the request goes to.
    public var region: String
    /// The service's signing name, such as `s3`.
    public var service: String
    /// How the service canonicalizes paths.
    public var pathRule: PathRule

    /// The longest life that AWS accepts: seven days.
    public static let maximumExpiry = 604_800

    /// Creates a presigner.
    public init(credentials: Credentials, region: String, service: String, pathRule: PathRule) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.pathRule = pathRule
    }

    /// The result of presigning a request, stage by stage.
    public struct PresignedQuery: Sendable {
        /// The first stage.
        public var canonicalRequest: CanonicalRequest
        /// The second stage.
        public var stringToSign: StringToSign
        /// The third stage, in hexadecimal.
        public var signature: String
        /// The whole query, encoded, `X-Amz-Signature` last.
        public var query: String
    }

    /// Signs `request` for `seconds` from `date` on, held to 1…604800.
    ///
    /// Whoever uses the URL has to send every header in `request.headers` with exactly this value.
    public func presign(_ request: SignableRequest, expiresIn seconds: Int, at date: Date) -> PresignedQuery {
        let time = SigningTime(date)
        let scope = CredentialScope(day: time.day, region: region, service: service)
        var request = request
        // The names of the signed headers are part of what is signed; they do not depend on the query.
        let signedHeaders = CanonicalRequest(request, pathRule: pathRule).signedHeaders
        request.query += [
            (name: "X-Amz-Algorithm", value: StringToSign.algorithm),
            (name: "X-Amz-Credential", value: "\(credentials.accessKeyID)/\(scope.text)"),
            (name: "X-Amz-Date", value: time.timestamp),
            (name: "X-Amz-Expires", value: String(min(max(seconds, 1), Self.maximumExpiry))),
            (name: "X-Amz-SignedHeaders", value: signedHeaders),
        ]
        if let token = credentials.sessionToken { request.query.append((name: "X-Amz-Security-Token", value: token)) }

        let canonicalRequest = CanonicalRequest(request, pathRule: pathRule)
        let stringToSign = StringToSign(time: time, scope: scope, canonicalRequest: canonicalRequest)
        let key = SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope)
        let signature = key.signature(of: stringToSign.text)
        return PresignedQuery(
            canonicalRequest: canonicalRequest,
            stringToSign: stringToSign,
            signature: signature,
            query: CanonicalRequest.query(request.query) + "&X-Amz-Signature=\(signature)"
        )
    }
}
