public import Environment

extension UploadAPISettings: ReadFromEnvironment {
    /// S3 takes no more than this in one form.
    private static let maximumPost = 5_368_709_120

    /// Reads `SOURCE_BUCKET`, `UPLOAD_PREFIX`, `DESTINATION_BUCKET`, `TABLE_NAME`, `URL_TTL_SECONDS`, `MAX_UPLOAD_BYTES`,
    /// `ALLOWED_ORIGINS`, `API_AUTHORIZATION`, `OIDC_ISSUER`, `OIDC_CLIENT_ID` and `OIDC_ENDPOINTS`.
    public init?(reading reader: inout EnvironmentReader) {
        let sourceBucket = reader.required(.sourceBucket, accepted: "the name of the bucket that uploads go to")
        let tableName = reader.required(.tableName, accepted: "the name of the table with a row for each image")
        let lifetime = reader.integer(.urlLifetime, in: 60...604_800) ?? 3600
        let maximum = reader.integer(.maximumUpload, in: 1...Self.maximumPost) ?? 50_000_000
        let prefix = Self.prefix(&reader)
        let origins = Self.origins(.allowedOrigins, &reader)
        let authorization = Self.authorization(&reader)
        guard let sourceBucket, let tableName, let authorization else { return nil }
        self.init(
            sourceBucket: sourceBucket,
            uploadPrefix: prefix,
            renditionBuckets: reader.text(.destinationBucket).map { [$0] } ?? [],
            tableName: tableName,
            urlLifetime: lifetime,
            maximumUpload: maximum,
            allowedOrigins: origins,
            authorization: authorization
        )
    }

    private static func prefix(_ reader: inout EnvironmentReader) -> String {
        let accepted = "the beginning of a key, at most 800 bytes, without a slash at its start"
        return reader.value(.uploadPrefix, accepted: accepted) { prefix in
            // What is left of S3's 1024 bytes for a key once the name has its 200.
            let isUsable =
                prefix.utf8.count <= 800 && !prefix.hasPrefix("/")
                && prefix.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            return isUsable ? prefix : nil
        } ?? ""
    }

    private static func origins(_ variable: EnvironmentVariable, _ reader: inout EnvironmentReader) -> [String] {
        let accepted = "web origins such as https://photos.example.com, separated by commas, or *"
        return reader.value(variable, accepted: accepted) { text in
            let origins = text.split(separator: ",").map { $0.filter { $0 != " " } }
            return origins.allSatisfy { $0 == "*" || WebOrigin.isOrigin($0) } ? origins : nil
        } ?? []
    }

    private static func authorization(_ reader: inout EnvironmentReader) -> Authorization? {
        switch reader.text(.apiAuthorization) {
        case "AWS_IAM", nil: return .iam
        case "NONE": return Authorization.none
        case "JWT": return signIn(&reader).map { .jwt($0) }
        default:
            reader.refuse(.apiAuthorization, accepted: "AWS_IAM, JWT, NONE")
            return nil
        }
    }

    private static func signIn(_ reader: inout EnvironmentReader) -> SignIn? {
        let issuer = reader.required(.oidcIssuer, accepted: Self.issuer)
        if let issuer, WebOrigin.of(issuer) == nil { reader.refuse(.oidcIssuer, accepted: Self.issuer) }
        let clientID = reader.required(.oidcClientID, accepted: "the id under which the issuer knows the page")
        let endpoints = origins(.oidcEndpoints, &reader)
        guard let issuer, let clientID else { return nil }
        return SignIn(issuer: issuer, clientID: clientID, endpointOrigins: endpoints)
    }

    private static let issuer = "the https URL of the issuer of tokens"
}
