import AWSServices
import Digests
import Encodings
import Environment
import FoundationEssentials
import HTTP
import TestSupport
import Testing
import Time

/// Downloads over the real transport from a server that breaks them.
@Suite struct GetObjectTests {
    private static let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ $0 >> 8) }
    private static let md5 = {
        var digest = StreamingDigest(.md5)
        digest.update(bytes.span)
        return digest.finalize().map { Hexadecimal.text($0) } ?? ""
    }()
    private static let object = ScriptedObject(bytes, eTag: md5)
    private let location = S3Location(bucket: "photos", key: "a b.jpg")

    /// What came of a download: the bytes, how often the head was announced, and the result.
    private func download(
        _ harness: Harness,
        _ context: CallContext? = nil
    ) -> (bytes: [UInt8], heads: Int, result: Result<S3Object, any Error>) {
        var received: [UInt8] = []
        var heads = 0
        let result = Result {
            try S3(harness.client).getObject(location, context: context ?? harness.context()) { _ in
                heads += 1
            } body: {
                received.append($0)
            }
        }
        return (received, heads, result)
    }

    enum Fault: CaseIterable {
        case status500, slowDown, reset, close, garbageHTTP, truncatedByReset, truncatedByClose, truncatedToNothing

        func answer(_ request: ScriptedServer.Request, _ object: ScriptedObject) -> ScriptedServer.Answer {
            let whole = object.answer(request)
            return switch self {
            case .status500: .response(500)
            case .slowDown: .response(503, body: Array("<Error><Code>SlowDown</Code></Error>".utf8))
            case .reset: .reset
            case .close: .close
            case .garbageHTTP: .raw("\u{0}garbage\r\n\r\n")
            case .truncatedByReset:
                .truncated(whole.headers, body: whole.bytes, after: whole.bytes.count / 3, reset: true)
            case .truncatedByClose:
                .truncated(whole.headers, body: whole.bytes, after: whole.bytes.count / 3, reset: false)
            case .truncatedToNothing: .truncated(whole.headers, body: whole.bytes, after: 0, reset: false)
            }
        }

        /// Whether something of the object comes each time.
        var progresses: Bool { self == .truncatedByReset || self == .truncatedByClose }
    }

    @Test(arguments: Fault.allCases, 0...4)
    func `the caller sees one whole stream however often the connection breaks`(fault: Fault, times: Int) throws {
        let server = try ScriptedServer { request in
            request.number < times ? fault.answer(request, Self.object) : Self.object.response(request)
        }
        let harness = try Harness(server)
        let outcome = download(harness)
        // Three attempts without progress; any number with it.
        if times < 3 || fault.progresses {
            #expect(try outcome.result.get().contentLength == Self.bytes.count)
            #expect(outcome.bytes == Self.bytes)
            #expect(outcome.heads == 1)
            #expect(server.requests.count == times + 1)
        } else {
            let error = #expect(throws: ServiceError.self) { try outcome.result.get() }
            #expect(error?.isTransient == true)
            #expect(server.requests.count == 3)
            #expect(outcome.bytes.isEmpty)
        }
        #expect(harness.slept < .seconds(60))
    }

    @Test func `a resumed download asks for the rest of the same object`() throws {
        let server = try ScriptedServer { request in
            request.number == 0
                ? .truncated(Self.object.answer(request).headers, body: Self.bytes, after: 1000, reset: false)
                : Self.object.response(request)
        }
        _ = download(try Harness(server))
        let second = try #require(server.requests.last)
        #expect(second.headers["Range"] == "bytes=1000-")
        #expect(second.headers["If-Match"] == "\"\(Self.md5)\"")
        #expect(second.headers["Authorization"]?.contains("if-match") == true)
    }

    @Test func `a server that ignores the range does not make bytes come twice`() throws {
        let server = try ScriptedServer { request in
            request.number == 0
                ? .truncated(Self.object.answer(request).headers, body: Self.bytes, after: 100_001, reset: false)
                : .response(200, [(name: "ETag", value: "\"\(Self.md5)\"")], body: Self.bytes)
        }
        let outcome = download(try Harness(server))
        #expect(outcome.bytes == Self.bytes)
        #expect((try? outcome.result.get()) != nil)
    }

    enum Change: CaseIterable { case precondition, otherETag, otherLength }

    @Test(arguments: Change.allCases)
    func `an object that was replaced midway is reported as changed`(change: Change) throws {
        let server = try ScriptedServer { request in
            if request.number == 0 {
                return .truncated(Self.object.answer(request).headers, body: Self.bytes, after: 1000, reset: true)
            }
            switch change {
            case .precondition: return ScriptedObject(Self.bytes, eTag: "other").response(request)
            case .otherETag: return .response(200, [(name: "ETag", value: "\"other\"")], body: Self.bytes)
            case .otherLength:
                let headers = [
                    (name: "ETag", value: "\"\(Self.md5)\""), (name: "Content-Range", value: "bytes 1000-1999/2000"),
                ]
                return .response(206, headers, body: Array(Self.bytes[1000..<2000]))
            }
        }
        let outcome = download(try Harness(server))
        #expect(throws: ServiceError.changed(operation: "GetObject s3://photos/a b.jpg")) { try outcome.result.get() }
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [0, 1, 99_999, 199_999])
    func `a single wrong byte is found by the MD5 in the ETag`(offset: Int) throws {
        var corrupt = Self.bytes
        corrupt[offset] ^= 1
        let wrong = ScriptedObject(corrupt, eTag: Self.md5)
        let server = try ScriptedServer { wrong.response($0) }
        let error = #expect(throws: ServiceError.self) { try download(try Harness(server)).result.get() }
        guard case .corruptDownload = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.isTransient == true)
    }

    /// Each of "hello world", by Python's hashlib and zlib, and for the two rarer CRCs by a bit-by-bit computation.
    @Test(arguments: [
        ("x-amz-checksum-sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
        ("x-amz-checksum-sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0="), ("x-amz-checksum-crc32", "DUoRhQ=="),
        ("x-amz-checksum-crc32c", "yZRlqg=="), ("x-amz-checksum-crc64nvme", "jSnVw/bqjr4="),
    ])
    func `the checksum that S3 keeps is verified whatever its kind`(name: String, value: String) throws {
        var object = ScriptedObject(Array("hello world".utf8), eTag: "d41d8cd98f00b204e9800998ecf8427e-2")
        object.headers = [(name: name, value: value), (name: "x-amz-checksum-type", value: "FULL_OBJECT")]
        let good = object
        #expect(throws: Never.self) { try download(try Harness(ScriptedServer { good.response($0) })).result.get() }
        object.bytes[3] ^= 0x10
        let bad = object
        #expect(throws: ServiceError.self) {
            try download(try Harness(ScriptedServer { bad.response($0) })).result.get()
        }
    }

    @Test(arguments: [
        ("0123456789abcdef0123456789abcdef-3", [(name: String, value: String)]()),
        ("0123456789abcdef0123456789abcdez", []),
        ("0123456789abcdef0123456789abcdef", [(name: "x-amz-server-side-encryption", value: "aws:kms")]),
        (
            "0123456789abcdef0123456789abcdef",
            [(name: "x-amz-server-side-encryption-customer-algorithm", value: "AES256")]
        ),
        (
            "x-2",
            [(name: "x-amz-checksum-crc32", value: "AAAAAA=="), (name: "x-amz-checksum-type", value: "COMPOSITE")]
        ),
        ("x-2", [(name: "x-amz-checksum-sha256", value: "abcd-2")]),
    ])
    func `a header that is not a digest of the bytes is not taken for one`(
        eTag: String,
        headers: [(name: String, value: String)]
    ) throws {
        var object = ScriptedObject(Array("hello world".utf8), eTag: eTag)
        object.headers = headers
        let scripted = object
        #expect(throws: Never.self) { try download(try Harness(ScriptedServer { scripted.response($0) })).result.get() }
    }

    @Test func `an empty object is announced and has no bytes`() throws {
        let empty = ScriptedObject([], eTag: "d41d8cd98f00b204e9800998ecf8427e")
        let outcome = download(try Harness(ScriptedServer { empty.response($0) }))
        #expect(outcome.heads == 1 && outcome.bytes.isEmpty)
        #expect(try outcome.result.get().contentLength == 0)
    }

    @Test func `what S3 says of the object is read`() throws {
        var object = ScriptedObject(Array("hello world".utf8), eTag: "5eb63bbbe01eeed093cb22bb8f5acdc3")
        object.headers = [
            (name: "x-amz-meta-User", value: "ada"), (name: "X-AMZ-META-minilab-source", value: "a;b"),
            (name: "x-amz-version-id", value: "v1"), (name: "Last-Modified", value: "Sun, 06 Nov 1994 08:49:37 GMT"),
            (name: "Cache-Control", value: "no-cache"),
        ]
        let scripted = object
        let head = try download(try Harness(ScriptedServer { scripted.response($0) })).result.get()
        #expect(head.eTag == "5eb63bbbe01eeed093cb22bb8f5acdc3")
        #expect(head.metadata == ["user": "ada", "minilab-source": "a;b"])
        #expect(head.versionID == "v1" && head.contentType == "image/jpeg" && head.cacheControl == "no-cache")
        #expect(head.lastModified == Date(timeIntervalSince1970: 784_111_777))
    }

    private struct Stop: Error, Equatable {
        var error: String
    }

    @Test func `an error of the receiver ends the call and comes back unchanged`() throws {
        let server = try ScriptedServer { Self.object.response($0) }
        let harness = try Harness(server)
        #expect(throws: Stop(error: "head")) {
            try S3(harness.client).getObject(location, context: harness.context()) { _ in
                throw Stop(error: "head")
            } body: { _ in
            }
        }
        #expect(throws: Stop(error: "body")) {
            try S3(harness.client).getObject(location, context: harness.context()) { _ in
            } body: { _ in
                throw Stop(error: "body")
            }
        }
        // Not even one that looks as if it came from the network.
        #expect(throws: HTTPError.interrupted("mine")) {
            try S3(harness.client).getObject(location, context: harness.context()) { _ in
            } body: { _ in
                throw HTTPError.interrupted("mine")
            }
        }
        #expect(server.requests.count == 3)
    }

    @Test func `a stalled download is given up and resumed`() throws {
        let server = try ScriptedServer { request in
            request.number == 0 ? .stall(.seconds(30)) : Self.object.response(request)
        }
        let start = ContinuousClock.now
        let outcome = download(try Harness(server))
        #expect(outcome.bytes == Self.bytes)
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func `a slow drip is given up and resumed behind what it brought`() throws {
        let server = try ScriptedServer { request in
            request.number == 0
                ? .drip(Self.object.answer(request).headers, body: Self.bytes, bytes: 10, every: .milliseconds(100))
                : Self.object.response(request)
        }
        let start = ContinuousClock.now
        let outcome = download(try Harness(server))
        #expect(outcome.bytes == Self.bytes)
        #expect(server.requests.last?.headers["Range"] != nil)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `a server that never answers costs no more than the deadline`() throws {
        let server = try ScriptedServer { _ in .stall(.seconds(30)) }
        let transport = CurlTransport(options: CurlOptions(lowSpeedTime: .seconds(20)))
        var environment = Harness.environment
        environment["AWS_ENDPOINT_URL"] = server.url
        let client = AWSClient(
            transport: transport,
            configuration: try AWSConfiguration(environment: environment),
            clock: .system
        )
        let start = ContinuousClock.now
        #expect(throws: ServiceError.deadlineExceeded(operation: "GetObject s3://photos/a b.jpg")) {
            try S3(client).getObject(location, context: CallContext(deadline: Deadline(Date() + 0.7))) { _ in
            } body: { _ in
            }
        }
        let elapsed = ContinuousClock.now - start
        #expect(elapsed > .milliseconds(600) && elapsed < .milliseconds(1500), "\(elapsed)")
    }

    @Test func `a missing key is told from a key that may not be seen`() throws {
        for (status, code) in [(404, "NoSuchKey"), (403, "AccessDenied")] {
            let server = try ScriptedServer { _ in
                .response(status, body: Array("<Error><Code>\(code)</Code></Error>".utf8))
            }
            let error = #expect(throws: ServiceError.self) { try download(try Harness(server)).result.get() }
            switch error {
            case .notFound: #expect(status == 404)
            case .accessDenied: #expect(status == 403)
            default: Issue.record("\(String(describing: error))")
            }
        }
    }

    @Test(arguments: [("", "k"), ("b", "")])
    func `an empty name does not become a call on something larger`(bucket: String, key: String) throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(204) }
        let harness = try Harness(transport)
        #expect(throws: ServiceError.self) {
            try S3(harness.client).deleteObject(S3Location(bucket: bucket, key: key), context: harness.context())
        }
        #expect(transport.requests.isEmpty)
    }

    @Test func `keys that look alike are different locations`() {
        let composed = S3Location(bucket: "b", key: "\u{E4}")
        let decomposed = S3Location(bucket: "b", key: "a\u{308}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}
