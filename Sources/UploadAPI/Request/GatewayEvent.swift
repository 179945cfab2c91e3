import FoundationEssentials
import JSON

/// A request as API Gateway's HTTP APIs and Lambda function URLs hand it over: payload format 2.0.
struct GatewayEvent: Decodable {
    struct RequestContext: Decodable {
        struct HTTP: Decodable {
            var method: String
        }

        var http: HTTP
        var stage: String?
        var requestId: String?
        var authorizer: JSONValue?
    }

    var version: String
    var rawPath: String
    var rawQueryString: String?
    var headers: [String: String]?
    var requestContext: RequestContext
    var body: String?
    var isBase64Encoded: Bool?

    /// Reads an event.
    init(_ payload: [UInt8]) throws(NotAnHTTPEvent) {
        let data = Data(payload)
        let decoder = JSONDecoder()
        if let event = try? decoder.decode(Self.self, from: data), event.version == "2.0" {
            self = event
            return
        }
        struct Version: Decodable { var version: String }
        let version = (try? decoder.decode(Version.self, from: data))?.version.prefix(16)
        throw NotAnHTTPEvent(found: version.map { "version \($0)" } ?? "an event without a version")
    }
}
