public import Environment
public import SigV4

/// Where AWS is, and who calls it.
public struct AWSConfiguration: Sendable {
    /// The region of the function, in which everything is looked for first.
    public var region: String
    /// The function's own credentials. Lambda gives a sandbox new ones by replacing it, so they hold for the process.
    public var credentials: Credentials
    /// The address of each service.
    public var endpoints: Endpoints
    /// A file of trusted certificate authorities instead of the system's.
    public var certificateAuthorities: String?

    /// Creates a configuration.
    public init(region: String, credentials: Credentials, endpoints: Endpoints = Endpoints()) {
        self.region = region
        self.credentials = credentials
        self.endpoints = endpoints
    }

    /// The region becomes part of host names, so nothing else may be in it.
    static func isRegionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension AWSConfiguration: ReadFromEnvironment {
    /// Reads what Lambda sets (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`) and what the SDKs
    /// understand of endpoints and certificates.
    public init?(reading reader: inout EnvironmentReader) {
        let region = Self.region(&reader)
        let accessKeyID = Self.secret(.accessKeyID, &reader)
        let secretAccessKey = Self.secret(.secretAccessKey, &reader)
        let sessionToken = reader.text(.sessionToken) == nil ? nil : Self.secret(.sessionToken, &reader)
        let endpoints = Endpoints(reading: &reader, region: region)
        guard let region, let accessKeyID, let secretAccessKey else { return nil }
        self.init(
            region: region,
            credentials: Credentials(
                accessKeyID: accessKeyID,
                secretAccessKey: secretAccessKey,
                sessionToken: sessionToken
            ),
            endpoints: endpoints
        )
        certificateAuthorities = reader.text(.certificateBundle) ?? reader.text(.certificateFile)
    }

    private static func region(_ reader: inout EnvironmentReader) -> String? {
        let variable = reader.text(.region) == nil ? EnvironmentVariable.defaultRegion : .region
        let region = reader.text(variable)
        if let region, region.utf8.allSatisfy(isRegionByte) { return region }
        reader.refuse(region == nil ? .region : variable, accepted: "the name of a region, such as eu-west-1")
        return nil
    }

    private static func secret(_ variable: EnvironmentVariable, _ reader: inout EnvironmentReader) -> String? {
        if let secret = reader.text(variable), secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return secret }
        reader.refuse(variable, accepted: "what AWS issues, of printable characters", isSecret: true)
        return nil
    }
}
