import Encodings
import FoundationEssentials
import SigV4
import TestSupport
import Testing

/// A request as botocore signed it, stage by stage.
struct Vector: Decodable, CustomTestStringConvertible {
    var id: String
    var kind: String
    var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String?
    var region: String
    var time: String
    var method: String?
    var service: String?
    var canonicalRequest: String?
    var stringToSign: String?
    var signature: String?
    var url: String?
    var headers: [String: String]?
    var payloadHash: String?
    var authorization: String?
    var expires: Int?
    var requiredHeaders: [String: String]?
    var expectedURL: String?
    var expectedFields: [String: String]?

    enum CodingKeys: String, CodingKey {
        case id, kind, region, method, service, signature, url, headers, authorization, expires
        case accessKeyID = "access_key_id"
        case secretAccessKey = "secret_access_key"
        case sessionToken = "session_token"
        case time = "amz_date"
        case canonicalRequest = "canonical_request"
        case stringToSign = "string_to_sign"
        case payloadHash = "payload_hash"
        case requiredHeaders = "required_headers"
        case expectedURL = "expected_url"
        case expectedFields = "expected_fields"
    }

    var testDescription: String { "\(kind) \(id)" }

    var credentials: Credentials {
        Credentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    }

    /// `20261120T225732Z` as a date.
    var date: Date {
        let digits = time.filter { $0.isNumber }.map(String.init)
        let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { digits[$0].joined() }
        let text = "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z"
        return (try? Date(text, strategy: .iso8601)) ?? .distantPast
    }

    /// Every vector of `MINILAB_SHARED` and of the project's own file.
    static let all = own + shared

    /// Made by `Tests/Fixtures/make-sigv4`.
    static let own = read(Repository.fixture("sigv4.json"))

    /// More of them, on machines that have them.
    static let shared = Repository.shared.map { read($0 + "/sigv4/botocore.json") } ?? []

    private static func read(_ path: String) -> [Vector] {
        struct Document: Decodable {
            var vectors: [Vector]
        }
        guard let data = FileManager.default.contents(atPath: path),
            let document = try? JSONDecoder().decode(Document.self, from: data)
        else { return [] }
        return document.vectors
    }
}

/// Path and query of a URL, the query decoded; the host apart.
struct SplitURL {
    var host: String
    var path: String
    var query: [(name: String, value: String)]

    init(_ url: String) {
        let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let slash = parts[0].firstIndex(of: "/") ?? parts[0].endIndex
        host = String(parts[0][..<slash])
        path = String(parts[0][slash...])
        query = parts.count < 2 ? [] : Self.decoded(parts[1])
    }

    static func decoded(_ query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (PercentEncoding.decoded(pair[0]), PercentEncoding.decoded(pair.count > 1 ? pair[1] : ""))
        }
    }
}
