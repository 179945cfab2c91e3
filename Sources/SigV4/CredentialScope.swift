/// What a signature is valid for: one day, one region, one service.
public struct CredentialScope: Sendable, Hashable {
    /// `20150830`.
    public var day: String
    /// `eu-west-1`.
    public var region: String
    /// `s3`.
    public var service: String

    /// Creates a scope.
    public init(day: String, region: String, service: String) {
        self.day = day
        self.region = region
        self.service = service
    }

    /// `20150830/us-east-1/iam/aws4_request`.
    public var text: String { "\(day)/\(region)/\(service)/aws4_request" }
}
