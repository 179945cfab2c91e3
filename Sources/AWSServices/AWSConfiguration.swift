public import SigV4

/// Where AWS is, and who calls it.
public struct AWSConfiguration: Sendable {
    /// The region of the function, in which everything is looked for first.
    public var region: String
    /// The function's own credentials. Lambda gives a sandbox new ones by replacing it, so they hold for the process.
    public var credentials: Credentials
    /// The address of each service.
    public var endpoints: Endpoints

    /// Creates a configuration.
    public init(region: String, credentials: Credentials, endpoints: Endpoints = Endpoints()) {
        self.region = region
        self.credentials = credentials
        self.endpoints = endpoints
    }

    /// Reads what Lambda sets (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`) and what the SDKs
    /// understand of endpoints (`AWS_ENDPOINT_URL…`, `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`).
    public init(environment: [String: String]) throws(ConfigurationError) {
        var problems: [ConfigurationError.Problem] = []

        let regionVariable = environment["AWS_REGION"] == nil ? "AWS_DEFAULT_REGION" : "AWS_REGION"
        let region = environment[regionVariable] ?? ""
        if region.isEmpty || !region.utf8.allSatisfy(Self.isRegionByte) {
            problems.append(
                .init(
                    variable: "AWS_REGION",
                    value: environment[regionVariable],
                    accepted: "the name of a region, such as eu-west-1"
                )
            )
        }
        for variable in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
        where !Self.isUsable(environment[variable] ?? "") {
            problems.append(
                .init(variable: variable, value: nil, accepted: "a key as AWS issues it, of printable characters")
            )
        }
        if let token = environment["AWS_SESSION_TOKEN"], !token.isEmpty, !Self.isUsable(token) {
            problems.append(
                .init(
                    variable: "AWS_SESSION_TOKEN",
                    value: nil,
                    accepted: "a token as AWS issues it, of printable characters"
                )
            )
        }
        let (endpoints, endpointProblems) = Endpoints.read(environment, region: region)
        problems += endpointProblems
        guard problems.isEmpty else { throw ConfigurationError(problems) }

        self.region = region
        self.endpoints = endpoints
        credentials = Credentials(
            accessKeyID: environment["AWS_ACCESS_KEY_ID"] ?? "",
            secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
            sessionToken: environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// The region becomes part of host names, so nothing else may be in it.
    static func isRegionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isUsable(_ secret: String) -> Bool {
        !secret.isEmpty && secret.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
