import Encodings
import FoundationEssentials
import SigV4
import Testing

@Suite struct PostPolicyTests {
    @Test func `a policy holds every condition and the fields that are signed`() throws {
        let date = Date(timeIntervalSince1970: 1_440_938_160)
        let policy = PostPolicy(
            expiration: date + 600,
            conditions: [
                .equals(field: "bucket", value: "b"), .startsWith(field: "key", prefix: "in/"),
                .contentLength(1...5_242_880),
            ]
        )
        let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "to+ken/=")
        let fields = try policy.signedFields(credentials: credentials, region: "us-east-1", at: date)
        let names = [
            "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token", "policy", "x-amz-signature",
        ]
        #expect(fields.map(\.name) == names)
        let encoded = try #require(fields.first { $0.name == "policy" }?.value)
        let json = String(decoding: try #require(Base64.bytes(encoded)), as: UTF8.self)
        for part in [
            #""expiration":"2015-08-30T12:46:00.000Z""#, #"{"bucket":"b"}"#, #"["starts-with","$key","in/"]"#,
            #"["content-length-range",1,5242880]"#, #"{"x-amz-algorithm":"AWS4-HMAC-SHA256"}"#,
            #"{"x-amz-credential":"AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request"}"#,
            #"{"x-amz-date":"20150830T123600Z"}"#,
            #"{"x-amz-security-token":"to+ken/="}"#,
        ] {
            #expect(json.contains(part), "\(part) in \(json)")
        }
        let scope = CredentialScope(day: "20150830", region: "us-east-1", service: "s3")
        #expect(fields.last?.value == PostPolicy.signature(of: encoded, credentials: credentials, scope: scope))
    }
}
