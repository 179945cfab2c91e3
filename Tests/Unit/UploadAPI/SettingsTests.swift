import Environment
import Testing
import UploadAPI

@Suite struct SettingsTests {
    private static let least = ["SOURCE_BUCKET": "photos", "TABLE_NAME": "Images"]

    @Test func `two variables are enough, and the API is closed`() throws {
        let settings = try UploadAPISettings(environment: Self.least)
        #expect(settings == UploadAPISettings(sourceBucket: "photos", tableName: "Images"))
        #expect(settings.authorization == .iam)
        #expect(settings.allowedOrigins.isEmpty)
        #expect(settings.renditionBuckets == ["photos"])
    }

    @Test func `every variable is read`() throws {
        let settings = try UploadAPISettings(
            environment: Self.least.merging([
                "UPLOAD_PREFIX": "uploads/", "DESTINATION_BUCKET": "thumbs", "URL_TTL_SECONDS": "600",
                "MAX_UPLOAD_BYTES": "1000",
                "ALLOWED_ORIGINS": "https://a.example.com, http://localhost:8080", "API_AUTHORIZATION": "JWT",
                "OIDC_ISSUER": "https://login.example.com/x", "OIDC_CLIENT_ID": "client",
                "OIDC_ENDPOINTS": "https://auth.example.com",
            ]) { $1 }
        )
        let signIn = SignIn(
            issuer: "https://login.example.com/x",
            clientID: "client",
            endpointOrigins: ["https://auth.example.com"]
        )
        #expect(
            settings
                == UploadAPISettings(
                    sourceBucket: "photos",
                    uploadPrefix: "uploads/",
                    renditionBuckets: ["thumbs"],
                    tableName: "Images",
                    urlLifetime: 600,
                    maximumUpload: 1000,
                    allowedOrigins: ["https://a.example.com", "http://localhost:8080"],
                    authorization: .jwt(signIn)
                )
        )
    }

    @Test(arguments: [
        ("SOURCE_BUCKET", ""), ("TABLE_NAME", ""), ("URL_TTL_SECONDS", "59"), ("URL_TTL_SECONDS", "604801"),
        ("URL_TTL_SECONDS", "1h"),
        ("MAX_UPLOAD_BYTES", "0"), ("MAX_UPLOAD_BYTES", "99999999999999999999"), ("UPLOAD_PREFIX", "/a"),
        ("ALLOWED_ORIGINS", "https://a.example.com/path"), ("ALLOWED_ORIGINS", "a.example.com"),
        ("ALLOWED_ORIGINS", "https://a.example.com; script-src *"), ("API_AUTHORIZATION", "none"),
        ("API_AUTHORIZATION", "OPEN"),
    ])
    func `a variable that cannot be used is named with its value`(variable: String, value: String) {
        let error = #expect(throws: EnvironmentError.self) {
            try UploadAPISettings(environment: Self.least.merging([variable: value]) { $1 })
        }
        #expect(error?.problems.map(\.variable.rawValue) == [variable])
        #expect(error?.problems.first?.value == (value.isEmpty ? nil : value))
    }

    @Test func `every problem is named at once`() {
        let error = #expect(throws: EnvironmentError.self) {
            try UploadAPISettings(environment: [
                "API_AUTHORIZATION": "JWT", "OIDC_ISSUER": "login", "URL_TTL_SECONDS": "x",
            ])
        }
        #expect(
            Set(error?.problems.map(\.variable.rawValue) ?? [])
                == ["SOURCE_BUCKET", "TABLE_NAME", "OIDC_ISSUER", "OIDC_CLIENT_ID", "URL_TTL_SECONDS"]
        )
    }
}
