import Environment

/// Where each service is to be found.
///
/// The rules are those of the SDKs' shared configuration: a service's own `AWS_ENDPOINT_URL_<SERVICE>` overrides
/// `AWS_ENDPOINT_URL`, and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` turns both off.
public struct Endpoints: Sendable {
    private var custom: [AWSService: Endpoint] = [:]
    private var usesFIPS = false
    private var usesDualStack = false

    /// AWS's own public endpoints.
    public init() {}

    /// Reads the variables; `region` decides which switches are possible.
    init(reading reader: inout EnvironmentReader, region: String?) {
        usesFIPS = reader.flag(.useFIPS)
        usesDualStack = reader.flag(.useDualStack)
        if usesFIPS, let region, !Partition.of(region).hasFIPS {
            reader.refuse(.useFIPS, accepted: "false in \(region), which has no such endpoints")
        }
        guard !reader.flag(.ignoreEndpointURLs) else { return }
        let common = Self.endpoint(.endpointURL, &reader)
        for service in AWSService.allCases {
            custom[service] = Self.endpoint(service.endpointVariable, &reader) ?? common
        }
    }

    private static func endpoint(_ variable: EnvironmentVariable, _ reader: inout EnvironmentReader) -> Endpoint? {
        guard let url = reader.text(variable) else { return nil }
        if let endpoint = Endpoint(url: url) { return endpoint }
        // The part before an `@` may hold a password.
        reader.refuse(
            variable,
            accepted: "an http or https URL of host, port and path alone",
            isSecret: url.contains("@")
        )
        return nil
    }

    /// The address of `service` in `region`. An endpoint that the user named serves every region.
    func endpoint(for service: AWSService, in region: String) -> Endpoint {
        if let endpoint = custom[service] { return endpoint }
        let partition = Partition.of(region)
        if service == .s3 {
            // S3 is the one service whose two-protocol endpoints stay in the old domain.
            let name = (usesFIPS ? "s3-fips" : "s3") + (usesDualStack ? ".dualstack" : "")
            return Endpoint(authority: "\(name).\(region).\(partition.suffix)")
        }
        // GovCloud's plain endpoints are FIPS endpoints, and have no second name outside dual stack.
        let hasOwnName = usesFIPS && (usesDualStack || partition.name != "aws-us-gov")
        let name = service.rawValue + (hasOwnName ? "-fips" : "")
        return Endpoint(authority: "\(name).\(region).\(usesDualStack ? partition.dualStackSuffix : partition.suffix)")
    }
}
