import Environment
import FoundationEssentials
import HTTP
import SigV4
import TestSupport
import Testing
import Time

@testable import AWSServices

/// Calls through a gate that verifies every signature, payload hash and permission by an implementation of its own, before MiniStack.
@Suite(
    .enabled(if: Repository.shared != nil, "MINILAB_SHARED names no folder with tools/awsgate.py"),
    .enabled(if: LocalAWS.isInstalled, "MiniStack is not in .build/venv; make setup installs it")
)
struct GateTests {
    private static let token = TestCredentials.sessionToken

    /// Runs `body` with a client behind the gate.
    ///
    /// MiniStack verifies presigned requests once more, and knows of no session token.
    private func throughGate(token: String? = GateTests.token, _ body: (AWSClient, LocalAWS) throws -> Void) throws {
        let folder = try #require(Repository.shared)
        let identity = """
            {"\(LocalAWS.accessKeyID)": {"secret": "\(LocalAWS.secretAccessKey)", "token": \(token.map { "\"\($0)\"" } ?? "null"),
             "arn": "arn:aws:sts::123456789012:assumed-role/minilab/test", "policies": [{"Statement": [
              {"Effect": "Allow", "Action": ["s3:*", "dynamodb:*", "sns:*"], "Resource": "*"},
              {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos/secret/*"}]}]}}
            """
        let server = try #require(
            LocalAWS(gate: folder + "/tools/awsgate.py", identities: identity),
            "no local AWS came up"
        )
        let configuration = try AWSConfiguration(environment: [
            "AWS_REGION": LocalAWS.region, "AWS_ACCESS_KEY_ID": LocalAWS.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": LocalAWS.secretAccessKey, "AWS_SESSION_TOKEN": token ?? "",
            "AWS_ENDPOINT_URL": server.url,
        ])
        try body(AWSClient(transport: WitnessedTransport(), configuration: configuration, clock: .system), server)
    }

    /// Every printable ASCII character alone, inside and doubled, and what people and programs have put into keys.
    private static let keys: [String] = {
        let printable = (0x20...0x7E).compactMap { Unicode.Scalar($0).map(String.init) }
        var keys = printable.flatMap { ["a\($0)b", "x/\($0)", "\($0)\($0)y"] }
        keys += [
            "a//b", "/a", "//", "a/", "./a", "../a", "a/../b", "a/./b", "a/..", ".", "..", "...", "a%2Bb", "a%2fb", "%",
            "%%", "%00", "%zz",
            "a+b c", "ä", "a\u{308}", "😀/🏝️ photo.jpg", "日本語/写真.png", "‮rtl", "a\tb", "a\nb", "a\r\nb", "\u{1}",
            "\u{7F}", "?", "a?b=c&d",
            "#frag", "q;x=1", "a=b", "uploads", "versionId=1", "&amp;", "<b>", "\\", "C:\\x", "~user",
            "!*'();:@&=+$,/?#[]",
            String(repeating: "k", count: 1024), String(repeating: "ä", count: 512), "a b/c d/e f.JPG", " lead",
            "trail ", "a  b",
        ]
        return keys
    }()

    @Test func `objects with every odd key are stored and read, each request accepted`() throws {
        try throughGate { client, _ in
            let s3 = S3(client)
            let context = CallContext(traceID: "Root=1-5e1b4151-5ac6c58f39f18cdc2a8ed5ab;Sampled=1")
            try LocalResources(client).createBucket("photos")
            #expect(Self.keys.count > 300)
            for key in Self.keys {
                let location = S3Location(bucket: "photos", key: key)
                do {
                    let bytes = Array(key.utf8)
                    try s3.putObject(
                        location,
                        bytes: bytes,
                        contentType: "image/jpeg",
                        metadata: ["user": "a  b"],
                        context: context
                    )
                    var received: [UInt8] = []
                    try s3.getObject(location, context: context) { _ in
                    } body: {
                        received.append($0)
                    }
                    #expect(received == bytes, "\(key.debugDescription)")
                } catch {
                    Issue.record("\(key.debugDescription): \(error)")
                }
            }
        }
    }

    @Test func `copies, presigned requests and the other services are accepted`() throws {
        try throughGate(token: nil) { client, server in
            let s3 = S3(client)
            let context = CallContext()
            try LocalResources(client).createBucket("photos")
            let source = S3Location(bucket: "photos", key: "in/ä+b c.jpg")
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 >> 3) }
            try s3.putObject(
                source,
                bytes: bytes,
                contentType: "image/jpeg",
                cacheControl: "no-cache",
                context: context
            )
            let object = try s3.headObject(source, context: context)
            let copy = S3Location(bucket: "photos", key: "copy-ä+b c.jpg")
            try s3.copyObject(from: source, object: object, to: copy, metadata: ["a": "b"], context: context)
            let copied = try s3.headObject(copy, context: context)
            #expect(
                copied.metadata == ["a": "b"] && copied.cacheControl == "no-cache"
                    && copied.contentLength == bytes.count
            )

            let transport = WitnessedTransport()
            let get: HTTPResponse = try transport.send(
                HTTPRequest(.get, try s3.presignedGetObject(source, expiresIn: .seconds(60), at: Date()))
            )
            #expect(get.head.status == 200 && get.body == bytes, "\(String(decoding: get.body, as: UTF8.self))")
            for (length, status) in [(3, 204), (4, 400)] {
                let form = try s3.presignedPost(
                    S3Location(bucket: "photos", key: "posted"),
                    contentType: "image/png",
                    contentLength: 1...3,
                    expiresIn: .seconds(60),
                    at: Date()
                )
                let fields = form.fields.map {
                    "--B\r\nContent-Disposition: form-data; name=\"\($0.name)\"\r\n\r\n\($0.value)\r\n"
                }
                let file = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
                let body = fields.joined() + file + String(repeating: "x", count: length) + "\r\n--B--\r\n"
                let type = HTTPHeaders([("Content-Type", "multipart/form-data; boundary=B")])
                let posted: HTTPResponse = try transport.send(
                    HTTPRequest(.post, form.url, headers: type, body: Array(body.utf8))
                )
                #expect(posted.head.status == status)
            }

            let denied = #expect(throws: ServiceError.self) {
                try s3.headObject(S3Location(bucket: "photos", key: "secret/x"), context: context)
            }
            if case .accessDenied = denied {} else { Issue.record("\(String(describing: denied))") }

            try LocalResources(client).createTable("ImageMetadata", key: "ImageID")
            try DynamoDB(client).putItem(table: "ImageMetadata", item: ["ImageID": .string("ä")], context: context)
            let item = try DynamoDB(client).getItem(
                table: "ImageMetadata",
                key: ["ImageID": .string("ä")],
                context: context
            )
            #expect(item == ["ImageID": .string("ä")])
            let topic = try LocalResources(client).createTopic("results")
            try SNS(client).publish(
                topicARN: topic,
                message: "a b+ä&=\n",
                attributes: ["status": "READY", "none": ""],
                context: context
            )
        }
    }

    @Test func `an object is copied in parts`() throws {
        try throughGate { client, _ in
            let s3 = S3(client)
            let context = CallContext()
            try LocalResources(client).createBucket("photos")
            let source = S3Location(bucket: "photos", key: "large")
            let bytes = (0..<11_000_000).map { UInt8(truncatingIfNeeded: $0 >> 5) }
            try s3.putObject(source, bytes: bytes, contentType: "image/jpeg", context: context)
            let object = try s3.headObject(source, context: context)
            let copy = S3Copy(
                source: source,
                object: object,
                destination: S3Location(bucket: "photos", key: "copy"),
                metadata: ["a": "b"],
                condition: .none,
                context: context
            )
            _ = try s3.inParts(copy, PartPlan(contentLength: bytes.count, partLength: 5 << 20))
            var received: [UInt8] = []
            let copied = try s3.getObject(copy.destination, context: context) { _ in
            } body: {
                received.append($0)
            }
            #expect(received == bytes)
            #expect(copied.metadata == ["a": "b"] && copied.contentType == "image/jpeg")
        }
    }
}
