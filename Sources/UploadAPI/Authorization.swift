/// Who may upload and look: decided by the gateway, checked here once more, so that a route without its authorizer gives nothing away.
public enum Authorization: Sendable, Equatable {
    /// Requests signed with AWS credentials. For programs: a browser has none, and the page says so.
    case iam
    /// Requests with a token of this issuer.
    case jwt(SignIn)
    /// Everybody.
    case none

    /// Its name in the template and in the page's settings.
    var name: String {
        switch self {
        case .iam: "AWS_IAM"
        case .jwt: "JWT"
        case .none: "NONE"
        }
    }

    /// Refuses a request that did not come through the authorizer that it should have come through.
    func check(_ request: Request) throws(Refusal) {
        switch (self, request.caller) {
        case (.none, _), (.iam, .signer), (.jwt, .tokenBearer): return
        default: throw .unauthorized(isBearer: self != .iam)
        }
    }
}

/// How a browser signs people in: OpenID Connect, authorization code with PKCE.
public struct SignIn: Sendable, Equatable {
    /// The issuer's URL; its configuration is at `/.well-known/openid-configuration` below it.
    public var issuer: String
    /// The page's id at the issuer. Tokens have to be made out to it.
    public var clientID: String
    /// The origins of the issuer's endpoints that are not its own, as with Cognito's own domains.
    public var endpointOrigins: [String]

    /// Creates the parameters of signing in.
    public init(issuer: String, clientID: String, endpointOrigins: [String] = []) {
        self.issuer = issuer
        self.clientID = clientID
        self.endpointOrigins = endpointOrigins
    }
}
