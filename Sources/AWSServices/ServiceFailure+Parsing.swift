import FoundationEssentials
import HTTP
import SigV4

extension ServiceFailure {
    /// Reads an error answer: XML of S3 and SNS, JSON of DynamoDB, or a bare status.
    init(_ response: HTTPResponse, to call: ServiceCall, credentials: Credentials) {
        let headers = response.head.headers
        let document = ErrorDocument(response.body)
        // `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://…`
        let named = document?.code ?? headers["x-amzn-ErrorType"]
        let code = named.map { name in
            let type = name.split(separator: "#").last ?? ""
            return String(type.split(separator: ":").first ?? "")
        }
        self.init(
            operation: call.name,
            status: response.head.status,
            code: code.flatMap { $0.isEmpty ? nil : $0 } ?? Self.code(of: response.head),
            message: Self.harmless(document?.message ?? "", credentials),
            requestID: headers["x-amz-request-id"] ?? headers["x-amzn-RequestId"] ?? document?.requestID
        )
        if headers["x-amz-delete-marker"] == "true" { self.code = "NoSuchKey" }
        bucketRegion = headers["x-amz-bucket-region"] ?? document?.region
        serverTime = headers["Date"].flatMap { HTTPDate.parse($0) }?.timeIntervalSince1970
        if let milliseconds = headers["x-amz-retry-after"].flatMap({ UInt32($0) }) {
            retryAfter = .suggested(.milliseconds(Int64(milliseconds)))
        } else if let value = headers["Retry-After"] {
            retryAfter = Self.seconds(value, from: serverTime).map { .atLeast($0) }
        }
    }

    /// The error inside an answer that says `200`, as S3 gives it when a long operation fails late; `nil` if there is none.
    init?(errorInside response: HTTPResponse, to call: ServiceCall, credentials: Credentials) {
        guard let root = XMLElement(parsing: response.body), root.name == "Error" else { return nil }
        self.init(response, to: call, credentials: credentials)
        status = code == "SlowDown" ? 503 : 500
    }

    /// `Retry-After` is a number of seconds, or a date by the server's clock (RFC 9110, section 10.2.3).
    private static func seconds(_ value: String, from serverTime: Double?) -> Duration? {
        if let seconds = UInt32(value) { return .seconds(Int64(seconds)) }
        guard let date = HTTPDate.parse(value), let serverTime else { return nil }
        return .seconds(Int64(max(0, date.timeIntervalSince1970 - serverTime)))
    }

    /// For `HEAD`, whose answers have no body.
    private static func code(of head: HTTPResponseHead) -> String {
        switch head.status {
        case 301: "PermanentRedirect"
        case 307: "TemporaryRedirect"
        case 400: "BadRequest"
        case 403: "AccessDenied"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 412: "PreconditionFailed"
        case 416: "InvalidRange"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        default: "HTTP\(head.status)"
        }
    }

    /// A refused signature is explained by repeating the canonical request, session token included.
    private static func harmless(_ message: String, _ credentials: Credentials) -> String {
        var text = message.firstRange(of: "The Canonical String").map { String(message[..<$0.lowerBound]) } ?? message
        for secret in [credentials.secretAccessKey, credentials.sessionToken ?? "", credentials.accessKeyID]
        where !secret.isEmpty {
            text = text.replacing(secret, with: "…")
        }
        let line = text.split { $0.isNewline || $0.isWhitespace }.joined(separator: " ")
        return line.count > 500 ? line.prefix(500) + "…" : line
    }
}

/// The fields of an error body that are of use.
private struct ErrorDocument {
    var code: String?
    var message: String?
    var requestID: String?
    var region: String?

    private struct JSON: Decodable {
        var type: String?
        var message: String?
        var capitalizedMessage: String?

        enum CodingKeys: String, CodingKey {
            case type = "__type"
            case message
            case capitalizedMessage = "Message"
        }
    }

    init?(_ body: [UInt8]) {
        if let json = try? JSONDecoder().decode(JSON.self, from: Data(body)) {
            code = json.type
            message = json.message ?? json.capitalizedMessage
        } else if let root = XMLElement(parsing: body) {
            // S3: <Error>; SNS: <ErrorResponse><Error>.
            let error = root["Error"] ?? root
            code = error["Code"]?.text
            message = error["Message"]?.text
            region = error["Region"]?.text
            requestID = (error["RequestId"] ?? root["RequestId"])?.text
        } else {
            return nil
        }
    }
}
