public import AWSServices

extension UploadAPISettings {
    /// S3 takes no more than this in one form.
    private static let maximumPost = 5_368_709_120

    /// Reads `SOURCE_BUCKET`, `UPLOAD_PREFIX`, `DESTINATION_BUCKET`, `TABLE_NAME`, `URL_TTL_SECONDS`, `MAX_UPLOAD_BYTES`,
    /// `ALLOWED_ORIGINS`, `API_AUTHORIZATION`, `OIDC_ISSUER`, `OIDC_CLIENT_ID` and `OIDC_ENDPOINTS`, and reports every problem at once.
    public init(environment: [String: String]) throws(ConfigurationError) {
        var reader = Reader(environment: environment)
        let sourceBucket = reader.text("SOURCE_BUCKET", accepted: "the name of the bucket that uploads go to")
        let tableName = reader.text("TABLE_NAME", accepted: "the name of the table with a row for each image")
        let lifetime = reader.integer("URL_TTL_SECONDS", in: 60...604_800, otherwise: 3600)
        let maximum = reader.integer("MAX_UPLOAD_BYTES", in: 1...Self.maximumPost, otherwise: 50_000_000)
        let prefix = reader.prefix("UPLOAD_PREFIX")
        let origins = reader.origins("ALLOWED_ORIGINS")
        let authorization = reader.authorization()
        guard reader.problems.isEmpty else { throw ConfigurationError(reader.problems) }
        self.init(
            sourceBucket: sourceBucket,
            uploadPrefix: prefix,
            renditionBuckets: environment["DESTINATION_BUCKET"].map { $0.isEmpty ? [] : [$0] } ?? [],
            tableName: tableName,
            urlLifetime: lifetime,
            maximumUpload: maximum,
            allowedOrigins: origins,
            authorization: authorization
        )
    }
}

/// Reads variables and collects what is wrong with them.
private struct Reader {
    let environment: [String: String]
    var problems: [ConfigurationError.Problem] = []

    mutating func text(_ variable: String, accepted: String) -> String {
        let value = environment[variable] ?? ""
        if value.isEmpty { refuse(variable, accepted) }
        return value
    }

    mutating func integer(_ variable: String, in range: ClosedRange<Int>, otherwise: Int) -> Int {
        guard let text = environment[variable], !text.isEmpty else { return otherwise }
        if let value = Int(text), range.contains(value) { return value }
        refuse(variable, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return otherwise
    }

    mutating func prefix(_ variable: String) -> String {
        let value = environment[variable] ?? ""
        // What is left of S3's 1024 bytes for a key once the name has its 200.
        if value.utf8.count > 800 || value.hasPrefix("/") || value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            refuse(variable, "the beginning of a key, at most 800 bytes, without a slash at its start")
        }
        return value
    }

    mutating func origins(_ variable: String) -> [String] {
        let values = (environment[variable] ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        for value in values where value != "*" && !WebOrigin.isOrigin(value) {
            refuse(variable, "web origins such as https://photos.example.com, separated by commas, or *")
            return []
        }
        return values
    }

    mutating func authorization() -> Authorization {
        let variable = "API_AUTHORIZATION"
        switch environment[variable] ?? "" {
        case "AWS_IAM", "": return .iam
        case "NONE": return .none
        case "JWT": return .jwt(signIn())
        default:
            refuse(variable, "AWS_IAM, JWT or NONE")
            return .iam
        }
    }

    private mutating func signIn() -> SignIn {
        let issuer = environment["OIDC_ISSUER"] ?? ""
        if WebOrigin.of(issuer) == nil { refuse("OIDC_ISSUER", "the https URL of the issuer of tokens") }
        let clientID = text("OIDC_CLIENT_ID", accepted: "the id under which the issuer knows the page")
        return SignIn(issuer: issuer, clientID: clientID, endpointOrigins: origins("OIDC_ENDPOINTS"))
    }

    private mutating func refuse(_ variable: String, _ accepted: String) {
        problems.append(.init(variable: variable, value: environment[variable], accepted: accepted))
    }
}
