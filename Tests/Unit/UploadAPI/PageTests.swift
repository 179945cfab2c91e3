import Digests
import Encodings
import FoundationEssentials
import ImageFormats
import JSON
import TestSupport
import Testing
import UploadAPI

@Suite struct PageTests {
    private static let signIn = SignIn(
        issuer: "https://login.example.com/tenant",
        clientID: "client</script><script>",
        endpointOrigins: ["https://auth.example.com"]
    )

    private func policy(_ answer: Harness.Answer) -> [String: String] {
        let directives = (answer.headers["Content-Security-Policy"] ?? "").split(separator: "; ")
        return Dictionary(
            uniqueKeysWithValues: directives.map { directive in
                let name = directive.prefix { $0 != " " }
                return (String(name), String(directive.dropFirst(name.count + 1)))
            }
        )
    }

    private func content(_ page: String, after opening: String, before closing: String) -> String? {
        guard let start = page.firstRange(of: opening), let end = page[start.upperBound...].firstRange(of: closing)
        else { return nil }
        return String(page[start.upperBound..<end.lowerBound])
    }

    @Test func `the policy names exactly the script and the style that are on the page`() throws {
        let answer = try Harness().call("GET", "/")
        #expect(answer.headers["Content-Type"] == "text/html; charset=utf-8")
        let script = try #require(content(answer.body, after: "<script type=\"module\">", before: "</script>"))
        let style = try #require(content(answer.body, after: "<style>", before: "</style>"))
        #expect(policy(answer)["script-src"] == "'sha256-\(Base64.text(Digest.sha256(script)))'")
        #expect(policy(answer)["style-src"] == "'sha256-\(Base64.text(Digest.sha256(style)))'")
        #expect(!answer.body.contains("{{"))
    }

    @Test func `the page reaches its own origin, the buckets and the issuer, and nothing else`() throws {
        let policy = policy(try Harness(Harness.settings(authorization: .jwt(Self.signIn))).call("GET", "/"))
        #expect(policy["default-src"] == "'none'")
        #expect(
            policy["connect-src"]
                == "'self' https://photos.s3.eu-west-1.amazonaws.com https://login.example.com https://auth.example.com"
        )
        #expect(policy["img-src"] == "'self' blob: data: https://thumbs.s3.eu-west-1.amazonaws.com")
        #expect(policy["require-trusted-types-for"] == "'script'")
        #expect(policy["form-action"] == "'none'" && policy["base-uri"] == "'none'")
    }

    @Test func `nothing on the page is fetched from elsewhere or written inline`() throws {
        let page = try Harness().call("GET", "/").body
        for attribute in [
            "src=\"http", "href=\"http", "@import", " onclick=", " onload=", " style=\"", "innerHTML", "eval(",
        ] {
            #expect(!page.contains(attribute), "\(attribute)")
        }
    }

    @Test func `settings cannot break out of their element`() throws {
        let answer = try Harness(Harness.settings(authorization: .jwt(Self.signIn))).call("GET", "/")
        let json = try #require(content(answer.body, after: "id=\"settings\">", before: "</script>"))
        #expect(!json.contains("<"))
        let settings = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        #expect(settings["clientId"] == "client</script><script>")
        #expect(settings["authorization"] == "JWT")
        #expect(settings["maximumBytes"] == 20_000_000)
    }

    @Test func `the page knows every format by what ImageFormats says of it`() throws {
        let page = try Harness().call("GET", "/").body
        let json = try #require(content(page, after: "id=\"settings\">", before: "</script>"))
        let settings = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        let formats = ImageFormat.allCases.map { format -> JSONValue in
            let signatures = format.signatures.map { signature in
                JSONValue.array(signature.bytes.map { $0.map { .integer(Int($0)) } ?? .null })
            }
            return [
                "name": .string(format.name), "type": .string(format.mediaType), "signatures": .array(signatures),
                "brands": .array(format.brands.map { .string($0) }),
                "isAccepted": .bool(ImageFormat.readable.contains(format)),
            ]
        }
        #expect(settings["formats"] == .array(formats))
        #expect(settings["prefixLength"] == .integer(ImageFormat.prefixLength))
    }

    @Test func `one request brings the whole page`() throws {
        #expect(try Harness().call("GET", "/").body.utf8.count < 100_000)
    }
}
