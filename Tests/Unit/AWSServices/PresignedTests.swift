import AWSServices
import Encodings
import FoundationEssentials
import HTTP
import SigV4
import TestSupport
import Testing
import Time

@Suite struct PresignedTests {
    struct Vector: Decodable, CustomTestStringConvertible {
        var id: String
        var kind: String
        var bucket: String?
        var key: String?
        var region: String
        var sessionToken: String?
        var secretAccessKey: String
        var accessKeyID: String
        var expires: Int?
        var method: String?
        var url: String?

        enum CodingKeys: String, CodingKey {
            case id, kind, bucket, key, region, expires, method
            case sessionToken = "session_token"
            case secretAccessKey = "secret_access_key"
            case accessKeyID = "access_key_id"
            case url = "expected_url"
        }

        // Without it the test's name would show the key.
        var testDescription: String { "\(kind) \(id)" }
    }

    /// Made by `Tests/Fixtures/make-sigv4`, all of one moment.
    static let vectors: [Vector] = {
        struct Document: Decodable {
            var vectors: [Vector]
        }
        guard let data = FileManager.default.contents(atPath: Repository.fixture("sigv4.json")),
            let document = try? JSONDecoder().decode(Document.self, from: data)
        else { return [] }
        return document.vectors.filter { $0.kind == "presign" && $0.method == "GET" }
    }()

    private func parameters(_ url: String) -> Set<Substring> {
        Set(url.split(separator: "?").last?.split(separator: "&") ?? [])
    }

    @Test(arguments: vectors)
    func `a presigned URL is the one that botocore makes of the same bucket and key`(vector: Vector) throws {
        let credentials = Credentials(
            accessKeyID: vector.accessKeyID,
            secretAccessKey: vector.secretAccessKey,
            sessionToken: vector.sessionToken
        )
        let client = AWSClient(
            transport: ScriptedTransport { _, _ in HTTPResponse(500) },
            configuration: AWSConfiguration(region: vector.region, credentials: credentials),
            clock: FakeClock().wallClock
        )
        let location = S3Location(bucket: try #require(vector.bucket), key: try #require(vector.key))
        let date = try Date("2026-11-20T22:57:32Z", strategy: .iso8601)
        let expires = Duration.seconds(try #require(vector.expires))
        let url = try S3(client).presignedGetObject(location, expiresIn: expires, at: date)
        let expected = try #require(vector.url)
        #expect(url.split(separator: "?").first == expected.split(separator: "?").first)
        #expect(parameters(url) == parameters(expected))
    }

    @Test func `there are vectors`() {
        #expect(Self.vectors.count == 20)
    }

    @Test(arguments: [
        (Duration.zero, "1"), (.seconds(-1), "1"), (.seconds(90), "90"), (.seconds(10_000_000), "604800"),
    ])
    func `an expiry is held to what AWS accepts`(duration: Duration, seconds: String) throws {
        let harness = try Harness(ScriptedTransport { _, _ in HTTPResponse(500) })
        let location = S3Location(bucket: "b.c", key: "k")
        let url = try S3(harness.client).presignedGetObject(location, expiresIn: duration, at: harness.clock.now)
        #expect(parameters(url).contains("X-Amz-Expires=\(seconds)"[...]))
    }

    @Test func `a form names its bucket, and limits size and type`() throws {
        let harness = try Harness(ScriptedTransport { _, _ in HTTPResponse(500) })
        let form = try S3(harness.client).presignedPost(
            S3Location(bucket: "photos", key: "uploads/ä b.jpg"),
            contentType: "image/jpeg",
            contentLength: 1...5000,
            metadata: ["user": "ada"],
            expiresIn: .seconds(60),
            at: harness.clock.now
        )
        #expect(form.url == "https://photos.s3.eu-west-1.amazonaws.com/")
        let names = [
            "key", "Content-Type", "x-amz-meta-user", "x-amz-algorithm", "x-amz-credential", "x-amz-date",
            "x-amz-security-token",
            "policy", "x-amz-signature",
        ]
        #expect(form.fields.map(\.name) == names)
        let policy = try #require(
            form.fields.first { $0.name == "policy" }.flatMap { Base64.bytes($0.value) }
        )
        let json = String(decoding: policy, as: UTF8.self)
        for part in [
            #"{"bucket":"photos"}"#, #"["content-length-range",1,5000]"#, #"{"key":"uploads/ä b.jpg"}"#,
            #"{"Content-Type":"image/jpeg"}"#, #"{"x-amz-meta-user":"ada"}"#,
        ] {
            #expect(json.contains(part), "\(part) in \(json)")
        }
    }
}
