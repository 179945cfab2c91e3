import FoundationEssentials
import JSON

/// An answer. Every body of this API is text.
struct Response {
    var status: Int
    private(set) var headers: [String: String] = [:]
    var body: [UInt8]

    /// The largest answer that Lambda passes on.
    static let maximumPayload = 6_291_556

    init(_ status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }

    init(_ status: Int, json: some Encodable) {
        // Canonical, so that the same answer has the same entity tag.
        self.init(status, body: (try? JSONEncoder.canonical.bytes(json)) ?? Array("{}".utf8))
        self["Content-Type"] = "application/json"
    }

    subscript(name: String) -> String? {
        get { headers[name] }
        set { headers[name] = newValue }
    }

    /// The answer in payload format 2.0, and its status. An answer that is too large for Lambda is replaced.
    func encoded(requestID: String?) -> (payload: [UInt8], status: Int) {
        struct Payload: Encodable {
            var statusCode: Int
            var headers: [String: String]
            var body: String
            var isBase64Encoded = false
        }
        let payload = Payload(statusCode: status, headers: headers, body: String(decoding: body, as: UTF8.self))
        if let bytes = try? JSONEncoder.canonical.bytes(payload), bytes.count <= Self.maximumPayload {
            return (bytes, status)
        }
        guard status != 500 else { return (Array(#"{"statusCode":500}"#.utf8), 500) }
        var replacement = Refusal.failed("the answer is too large").response(requestID: requestID)
        SecurityHeaders.add(to: &replacement)
        return replacement.encoded(requestID: requestID)
    }
}
