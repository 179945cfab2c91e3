public import FoundationEssentials
import Time

/// Signs requests by header fields.
public struct Signer: Sendable {
    /// Who signs.
    public var credentials: Credentials
    /// The region that the request goes to.
    public var region: String
    /// The service's signing name, such as `s3`.
    public var service: String
    /// How the service canonicalizes paths.
    public var pathRule: PathRule
    private let keys: SigningKeyCache

    /// Creates a signer; signers that share `keys` derive each key once.
    public init(
        credentials: Credentials,
        region: String,
        service: String,
        pathRule: PathRule,
        keys: SigningKeyCache = SigningKeyCache()
    ) {
        self.credentials = credentials
        self.region = region
        self.service = service
        self.pathRule = pathRule
        self.keys = keys
    }

    /// The result of signing a request, stage by stage.
    public struct Signature: Sendable {
        /// The first stage.
        public var canonicalRequest: CanonicalRequest
        /// The second stage.
        public var stringToSign: StringToSign
        /// The third stage, in hexadecimal.
        public var signature: String
        /// The fields to add to the request: `X-Amz-Date`, `X-Amz-Security-Token` with temporary credentials, `Authorization`.
        public var headers: [(name: String, value: String)]
    }

    /// Signs `request` for `date`. The signature covers all headers except those that transports rewrite.
    public func sign(_ request: SignableRequest, at date: Date) -> Signature {
        let time = SigningTime(date)
        var added = [(name: "X-Amz-Date", value: time.timestamp)]
        if let token = credentials.sessionToken { added.append((name: "X-Amz-Security-Token", value: token)) }

        var request = request
        request.headers += added
        let scope = CredentialScope(day: time.day, region: region, service: service)
        let canonicalRequest = CanonicalRequest(request, pathRule: pathRule)
        let stringToSign = StringToSign(time: time, scope: scope, canonicalRequest: canonicalRequest)
        let signature = keys.key(credentials: credentials, scope: scope).signature(of: stringToSign.text)
        let authorization = [
            "\(StringToSign.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text)",
            "SignedHeaders=\(canonicalRequest.signedHeaders)",
            "Signature=\(signature)",
        ].joined(separator: ", ")
        added.append((name: "Authorization", value: authorization))
        return Signature(
            canonicalRequest: canonicalRequest,
            stringToSign: stringToSign,
            signature: signature,
            headers: added
        )
    }
}
