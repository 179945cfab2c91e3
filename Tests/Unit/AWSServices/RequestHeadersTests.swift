import HTTP
import TestSupport
import Testing
import Time

@testable import AWSServices

/// What a request has to say for S3 to check what it is told, and to tell what it keeps.
@Suite struct RequestHeadersTests {
    private let location = S3Location(bucket: "photos", key: "k")

    @Test func `an upload carries the SHA-256 of its bytes, signed, twice`() throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(200, [(name: "ETag", value: "\"e\"")]) }
        let harness = try Harness(transport)
        try S3(harness.client).putObject(
            location,
            bytes: Array("hello world".utf8),
            contentType: "image/png",
            condition: .isAbsent,
            context: harness.context()
        )
        let request = try #require(transport.requests.first)
        #expect(request.headers["X-Amz-Checksum-Sha256"] == "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=")
        #expect(
            request.headers["X-Amz-Content-Sha256"]
                == "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
        )
        #expect(request.headers["If-None-Match"] == "*")
        let signed = try #require(request.headers["Authorization"])
        for name in ["x-amz-checksum-sha256", "x-amz-content-sha256", "if-none-match", "content-type", "host"] {
            #expect(signed.contains(name), "\(name)")
        }
    }

    @Test func `a download asks for the checksum that S3 keeps`() throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(200, [(name: "Content-Length", value: "0")]) }
        let harness = try Harness(transport)
        try S3(harness.client).getObject(location, context: harness.context()) { _ in
        } body: { _ in
        }
        #expect(transport.requests.first?.headers["X-Amz-Checksum-Mode"] == "ENABLED")
    }

    @Test func `bytes that are missing are missed, without any checksum`() throws {
        let transport = ScriptedTransport { _, _ in
            HTTPResponse(200, [(name: "Content-Length", value: "10"), (name: "ETag", value: "\"e-2\"")], "12345")
        }
        let harness = try Harness(transport)
        let error = #expect(throws: ServiceError.self) {
            try S3(harness.client).getObject(location, context: harness.context()) { _ in
            } body: { _ in
            }
        }
        #expect(error == .corruptDownload(operation: "GetObject s3://photos/k", detail: "5 bytes of 10"))
    }

    @Test(arguments: [nil, "e"]) func `a removal may be of one object alone`(eTag: String?) throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(204) }
        let harness = try Harness(transport)
        try S3(harness.client).deleteObject(location, ifMatch: eTag, context: harness.context())
        #expect(transport.requests.first?.headers["If-Match"] == eTag.map { "\"\($0)\"" })
    }

    @Test func `an error inside of a 200 counts as what it is, and so does another document`() throws {
        let transport = ScriptedTransport { _, number in
            switch number {
            case 0: HTTPResponse(200, [], "<Error><Code>SlowDown</Code></Error>")
            case 1: HTTPResponse(200, [], "<html/>")
            default: HTTPResponse(200, [], "<CopyObjectResult/>")
            }
        }
        let harness = try Harness(transport)
        _ = try S3(harness.client).copyObject(
            from: S3Location(bucket: "photos", key: "k"),
            object: S3Object(contentLength: 1, eTag: "e"),
            to: S3Location(bucket: "copies", key: "k"),
            metadata: [:],
            context: harness.context()
        )
        // Throttling waits a second; what broke, twice fifty milliseconds.
        #expect(harness.clock.slept == [.seconds(1), .milliseconds(100)])
    }
}
