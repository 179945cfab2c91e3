import HTTP
import TestSupport
import Testing

@testable import AWSServices

/// What a `HEAD` cannot say for want of a body.
@Suite struct HeadObjectTests {
    private let location = S3Location(bucket: "photos", key: "k", versionID: "v")

    @Test(arguments: [
        (400, "ExpiredToken", true), (403, "InvalidAccessKeyId", false), (403, "SignatureDoesNotMatch", false),
        (400, "InvalidRequest", false),
    ])
    func `a bare refusal is explained by a GET of one byte`(status: Int, code: String, isTransient: Bool) throws {
        let transport = ScriptedTransport { request, _ in
            HTTPResponse(
                status,
                [],
                request.method == .head ? "" : "<Error><Code>\(code)</Code><Message>why</Message></Error>"
            )
        }
        let harness = try Harness(transport)
        let error = #expect(throws: ServiceError.self) {
            try S3(harness.client).headObject(location, context: harness.context())
        }
        #expect(error?.failure?.code == code && error?.failure?.message == "why")
        #expect(
            error?.failure?.operation == "HeadObject s3://photos/k?versionId=v"
                || error?.failure?.operation.hasPrefix("HeadObject") == true
        )
        #expect(error?.isTransient == isTransient)
        #expect(transport.requests.map(\.method) == [.head, .get])
        #expect(transport.requests.last?.headers["Range"] == "bytes=0-0")
        #expect(transport.requests.last?.url == transport.requests.first?.url)
    }

    @Test func `a denied HEAD stays denied`() throws {
        let transport = ScriptedTransport { request, _ in
            HTTPResponse(403, [], request.method == .head ? "" : "<Error><Code>AccessDenied</Code></Error>")
        }
        let harness = try Harness(transport)
        let error = #expect(throws: ServiceError.self) {
            try S3(harness.client).headObject(location, context: harness.context())
        }
        guard case .accessDenied = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [200, 206, 404, 500])
    func `an explanation that explains nothing changes nothing`(status: Int) throws {
        let transport = ScriptedTransport { request, _ in HTTPResponse(request.method == .head ? 403 : status) }
        let harness = try Harness(transport)
        let error = #expect(throws: ServiceError.self) {
            try S3(harness.client).headObject(location, context: harness.context())
        }
        #expect(error?.failure?.status == 403)
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [404, 412]) func `what needs no explanation costs none`(status: Int) throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(status) }
        let harness = try Harness(transport)
        #expect(throws: ServiceError.self) { try S3(harness.client).headObject(location, context: harness.context()) }
        #expect(transport.requests.count == 1)
    }
}
