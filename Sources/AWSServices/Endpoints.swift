/// Where each service is to be found.
///
/// The rules are those of the SDKs' shared configuration: a service's own `AWS_ENDPOINT_URL_<SERVICE>` goes before
/// `AWS_ENDPOINT_URL`, and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` turns both off.
public struct Endpoints: Sendable {
    private var custom: [AWSService: Endpoint] = [:]
    private var usesFIPS = false
    private var usesDualStack = false

    /// AWS's own public endpoints.
    public init() {}

    /// Reads the variables of `environment`; `region` decides which switches are possible.
    public init(environment: [String: String], region: String) throws(ConfigurationError) {
        let (endpoints, problems) = Self.read(environment, region: region)
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        self = endpoints
    }

    static func read(
        _ environment: [String: String],
        region: String
    ) -> (endpoints: Endpoints, problems: [ConfigurationError.Problem]) {
        var endpoints = Endpoints()
        var problems: [ConfigurationError.Problem] = []

        func flag(_ variable: String) -> Bool {
            let value = environment[variable] ?? ""
            switch value.lowercased() {
            case "true": return true
            case "false", "": return false
            default:
                problems.append(.init(variable: variable, value: value, accepted: "true or false"))
                return false
            }
        }
        endpoints.usesFIPS = flag("AWS_USE_FIPS_ENDPOINT")
        endpoints.usesDualStack = flag("AWS_USE_DUALSTACK_ENDPOINT")
        if endpoints.usesFIPS, !Partition.of(region).hasFIPS {
            problems.append(
                .init(
                    variable: "AWS_USE_FIPS_ENDPOINT",
                    value: "true",
                    accepted: "false in \(region), which has no such endpoints"
                )
            )
        }
        guard !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else { return (endpoints, problems) }

        for service in AWSService.allCases {
            let variables = ["AWS_ENDPOINT_URL_\(service.environmentName)", "AWS_ENDPOINT_URL"]
            guard let variable = variables.first(where: { environment[$0] ?? "" != "" }) else { continue }
            let value = environment[variable] ?? ""
            guard let endpoint = Endpoint(url: value) else {
                let problem = ConfigurationError.Problem(
                    variable: variable,
                    // What stands before an `@` may be a password.
                    value: value.contains("@") ? nil : value,
                    accepted: "an http or https URL of host, port and path alone"
                )
                if !problems.contains(problem) { problems.append(problem) }
                continue
            }
            endpoints.custom[service] = endpoint
        }
        return (endpoints, problems)
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
