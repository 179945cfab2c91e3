import AWSServices
import Encodings
import FoundationEssentials
import HTTP
import JSON
import SigV4
import Synchronization
import Telemetry
import TestSupport
import Time
import UploadAPI

/// The API before services that a test scripts.
struct Harness {
    /// An answer in payload format 2.0.
    struct Answer: Decodable {
        var statusCode: Int
        var headers: [String: String]
        var body: String

        /// The body as JSON; `null` if it is none.
        var json: JSONValue {
            (try? JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))) ?? .null
        }
    }

    static let objectName = "abcdefghijklmnopqrstuvwxyz-holiday.jpg"
    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46]
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]

    let transport: ScriptedTransport
    let clock = FakeClock()
    let api: UploadAPI
    let lines = Lines()

    init(
        _ settings: UploadAPISettings = Self.settings(),
        services: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse = { _ in
            HTTPResponse(head: .init(status: 200))
        }
    ) {
        transport = ScriptedTransport { request, _ in try services(request) }
        let credentials = Credentials(
            accessKeyID: TestCredentials.accessKeyID,
            secretAccessKey: TestCredentials.secretAccessKey,
            sessionToken: TestCredentials.sessionToken
        )
        let client = AWSClient(
            transport: transport,
            configuration: AWSConfiguration(region: "eu-west-1", credentials: credentials),
            clock: clock.wallClock,
            random: { 0 }
        )
        api = UploadAPI(settings, client: client, clock: clock.wallClock)
    }

    static func settings(
        authorization: Authorization = .none,
        allowedOrigins: [String] = [],
        maximumUpload: Int = 20_000_000
    ) -> UploadAPISettings {
        UploadAPISettings(
            sourceBucket: "photos",
            uploadPrefix: "uploads/",
            renditionBuckets: ["thumbs"],
            tableName: "ImageMetadata",
            maximumUpload: maximumUpload,
            allowedOrigins: allowedOrigins,
            authorization: authorization
        )
    }

    func call(
        _ method: String,
        _ path: String,
        query: String = "",
        headers: [String: String] = [:],
        text: String? = nil,
        bytes: [UInt8]? = nil,
        stage: String = "$default",
        authorizer: JSONValue? = nil
    ) throws -> Answer {
        var event: [String: JSONValue] = [
            "version": "2.0",
            "rawPath": .string(path),
            "rawQueryString": .string(query),
            "headers": .object(headers.mapValues { .string($0) }),
            "isBase64Encoded": .bool(bytes != nil),
        ]
        var context: [String: JSONValue] = [
            "http": ["method": .string(method)], "stage": .string(stage), "requestId": "request-1",
        ]
        context["authorizer"] = authorizer
        event["requestContext"] = .object(context)
        event["body"] = (bytes.map { Base64.text($0) } ?? text).map { .string($0) }
        return try JSONDecoder().decode(Answer.self, from: Data(try handle(JSONValue.object(event).encoded())))
    }

    func handle(_ payload: [UInt8]) throws -> [UInt8] {
        let lines = lines
        let log = Log(clock: clock.wallClock) {
            Evidence.keep($0)
            lines.append(String(decoding: $0, as: UTF8.self))
        }
        return try api.handle(payload, deadline: nil, traceID: nil, log: log)
    }

    /// The log.
    final class Lines: Sendable {
        private let text = Mutex("")
        var all: String { text.withLock { $0 } }
        func append(_ line: String) { text.withLock { $0 += line } }
    }
}
