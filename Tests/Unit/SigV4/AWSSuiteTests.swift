import Digests
import Encodings
import FoundationEssentials
import SigV4
import TestSupport
import Testing

/// AWS's own test suite, on machines that have it.
@Suite(.enabled(if: Repository.shared != nil, "MINILAB_SHARED names no folder with AWS's test suite"))
struct AWSSuiteTests {
    private struct Context: Decodable {
        struct Credentials: Decodable {
            var accessKeyID: String
            var secretAccessKey: String
            var token: String?

            enum CodingKeys: String, CodingKey {
                case accessKeyID = "access_key_id"
                case secretAccessKey = "secret_access_key"
                case token
            }
        }

        var credentials: Credentials
        var expiration: Int
        var normalizes: Bool
        var region: String
        var service: String
        var signsBody: Bool
        var timestamp: String
        var omitsSessionToken: Bool?

        enum CodingKeys: String, CodingKey {
            case credentials, region, service, timestamp
            case expiration = "expiration_in_seconds"
            case normalizes = "normalize"
            case signsBody = "sign_body"
            case omitsSessionToken = "omit_session_token"
        }
    }

    private static let folder = Repository.shared.map { $0 + "/sigv4/aws-suite" }
    private static let cases =
        folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }?
        .filter { $0 != "LICENSE" && $0 != "NOTICE" } ?? []

    private static func text(_ name: String, _ file: String) throws -> String {
        let data = try #require(FileManager.default.contents(atPath: "\(folder ?? "")/\(name)/\(file)"))
        return String(decoding: data, as: UTF8.self)
    }

    @Test func `the suite is there`() {
        #expect(!Self.cases.isEmpty)
    }

    @Test(arguments: cases)
    func `every case of AWS's suite passes, stage by stage`(name: String) throws {
        let context = try JSONDecoder().decode(Context.self, from: Data(try Self.text(name, "context.json").utf8))
        let request = try Self.request(name, context)
        // A token that is to be omitted is sent unsigned, so the signer never sees it.
        let credentials = Credentials(
            accessKeyID: context.credentials.accessKeyID,
            secretAccessKey: context.credentials.secretAccessKey,
            sessionToken: context.omitsSessionToken == true ? nil : context.credentials.token
        )
        let rule = PathRule(normalizes: context.normalizes, encodesAgain: true)
        let date = try Date(context.timestamp, strategy: .iso8601)

        var bodySigned = request
        if context.signsBody { bodySigned.headers.append((name: "x-amz-content-sha256", value: request.payloadHash)) }
        let signer = Signer(credentials: credentials, region: context.region, service: context.service, pathRule: rule)
        let signed = signer.sign(bodySigned, at: date)
        #expect(signed.canonicalRequest.text == (try Self.text(name, "header-canonical-request.txt")))
        #expect(signed.stringToSign.text == (try Self.text(name, "header-string-to-sign.txt")))
        #expect(signed.signature == (try Self.text(name, "header-signature.txt")))
        let authorization = try #require(signed.headers.last?.value)
        #expect(try Self.text(name, "header-signed-request.txt").contains("Authorization:\(authorization)"))

        let presigner = Presigner(
            credentials: credentials,
            region: context.region,
            service: context.service,
            pathRule: rule
        )
        let presigned = presigner.presign(request, expiresIn: context.expiration, at: date)
        #expect(presigned.canonicalRequest.text == (try Self.text(name, "query-canonical-request.txt")))
        #expect(presigned.stringToSign.text == (try Self.text(name, "query-string-to-sign.txt")))
        #expect(presigned.signature == (try Self.text(name, "query-signature.txt")))
        #expect(try Self.text(name, "query-signed-request.txt").contains("X-Amz-Signature=\(presigned.signature) "))
    }

    private static func request(_ name: String, _ context: Context) throws -> SignableRequest {
        let text = try text(name, "request.txt")
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        let target = start[1..<start.count - 1].joined(separator: " ")
        let url = SplitURL("http://host" + target)
        var headers: [(name: String, value: String)] = []
        for line in lines.dropFirst() where !line.isEmpty {
            if line.hasPrefix(" "), let last = headers.indices.last {
                headers[last].value += "\n" + line
            } else {
                let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                headers.append((name: pair[0], value: pair[1]))
            }
        }
        let body = parts.count > 1 ? String(parts[1]) : ""
        return SignableRequest(
            method: String(start[0]),
            path: url.path,
            query: url.query,
            headers: headers,
            payloadHash: context.signsBody ? Hexadecimal.text(Digest.sha256(body)) : SignableRequest.emptyPayloadHash
        )
    }
}
