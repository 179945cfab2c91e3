import HTTP
import Synchronization
import TestSupport
import Testing

@testable import AWSServices

@Suite struct CopyObjectTests {
    private let source = S3Location(bucket: "photos", key: "a b/ä+?.jpg", versionID: "v=1")
    private let destination = S3Location(bucket: "copies", key: "copy")
    private var object: S3Object {
        var object = S3Object(
            contentLength: 10,
            eTag: "e",
            contentType: "image/jpeg",
            cacheControl: "no-cache",
            metadata: ["old": "1"]
        )
        object.contentDisposition = "inline"
        return object
    }

    private func copy(_ transport: ScriptedTransport, _ object: S3Object? = nil) throws -> S3Object {
        let harness = try Harness(transport)
        return try S3(harness.client).copyObject(
            from: source,
            object: object ?? self.object,
            to: destination,
            metadata: ["minilab-source": "x"],
            context: harness.context()
        )
    }

    @Test func `a copy repeats what the source says of itself, with new metadata`() throws {
        let transport = ScriptedTransport { _, _ in
            HTTPResponse(200, [], "<CopyObjectResult><ETag>\"n\"</ETag></CopyObjectResult>")
        }
        let copied = try copy(transport)
        #expect(copied.eTag == "n" && copied.metadata == ["minilab-source": "x"] && copied.contentType == "image/jpeg")
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://copies.s3.eu-west-1.amazonaws.com/copy")
        let expected = [
            "X-Amz-Copy-Source": "photos/a%20b/%C3%A4%2B%3F.jpg?versionId=v%3D1", "X-Amz-Copy-Source-If-Match": "\"e\"",
            "X-Amz-Metadata-Directive": "REPLACE", "Content-Type": "image/jpeg", "Cache-Control": "no-cache",
            "Content-Disposition": "inline", "X-Amz-Meta-minilab-source": "x",
        ]
        for (name, value) in expected { #expect(request.headers[name] == value, "\(name)") }
        #expect(request.headers["X-Amz-Meta-old"] == nil)
        #expect(request.mayIdle)
    }

    @Test func `an error inside of a 200 is tried again`() throws {
        let transport = ScriptedTransport { _, number in
            switch number {
            case 0: HTTPResponse(200, [], "<?xml version=\"1.0\"?>\n <Error><Code>InternalError</Code></Error>")
            case 1: HTTPResponse(200, [], "   <Error><Code>SlowDown</Code></Error>")
            default: HTTPResponse(200, [], "<CopyObjectResult><ETag>n</ETag></CopyObjectResult>")
            }
        }
        #expect(try copy(transport).eTag == "n")
        #expect(transport.requests.count == 3)
    }

    @Test func `a source that was replaced is reported as changed`() throws {
        let transport = ScriptedTransport { _, _ in
            HTTPResponse(412, [], "<Error><Code>PreconditionFailed</Code></Error>")
        }
        #expect(throws: ServiceError.changed(operation: "CopyObject to s3://copies/copy")) { try copy(transport) }
    }

    @Test(arguments: [
        (1, 256 << 20, 1), (256 << 20, 256 << 20, 1), ((256 << 20) + 1, 256 << 20, 2), (6 << 30, 256 << 20, 24),
        (50 << 40, 256 << 20, 10_000),
        (Int.max, 256 << 20, 10_000), (100_000, 10, 10_000), (0, 10, 0),
    ])
    func `parts cover the object, in order, at most ten thousand`(length: Int, partLength: Int, most: Int) {
        let ranges = PartPlan(contentLength: length, partLength: partLength).ranges
        #expect(ranges.count <= most)
        #expect(ranges.first?.lowerBound == (length == 0 ? nil : 0))
        #expect(ranges.last.map { $0.upperBound + 1 } == (length == 0 ? nil : min(length, 1 << 50)))
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound + 1 == $1.lowerBound })
    }

    /// Plays the server of a copy in parts; `failing` says which part it refuses.
    private func partServer(failing: Int? = nil) -> ScriptedTransport {
        ScriptedTransport { request, _ in
            let query = request.url.split(separator: "?").last ?? ""
            if query == "uploads=" {
                return HTTPResponse(
                    200,
                    [],
                    "<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>"
                )
            }
            #expect(query.hasSuffix("uploadId=u%2F1"))
            if query.hasPrefix("partNumber="), let number = Int(query.dropFirst(11).prefix { $0 != "&" }) {
                if number == failing { return HTTPResponse(403, [], "<Error><Code>AccessDenied</Code></Error>") }
                return HTTPResponse(200, [], "<CopyPartResult><ETag>\"p\(number)&amp;\"</ETag></CopyPartResult>")
            }
            if request.method == .delete { return HTTPResponse(204) }
            let result = "<CompleteMultipartUploadResult><ETag>\"done-3\"</ETag></CompleteMultipartUploadResult>"
            return HTTPResponse(200, [(name: "x-amz-version-id", value: "v2")], result)
        }
    }

    @Test func `beyond five gibibytes it goes in parts`() throws {
        let transport = partServer()
        var large = object
        large.contentLength = 5 << 30
        large.contentLength += 1
        let copied = try copy(transport, large)
        #expect(copied.eTag == "done-3" && copied.versionID == "v2")
        let requests = transport.requests
        #expect(requests.count == 1 + 21 + 1)
        #expect(requests.first?.headers["X-Amz-Meta-minilab-source"] == "x")
        let ranges = requests.compactMap { $0.headers["X-Amz-Copy-Source-Range"] }
        #expect(Set(ranges).count == 21 && ranges.contains("bytes=5368709120-5368709120"))
        let document = String(decoding: requests.last?.body ?? [], as: UTF8.self)
        #expect(document.contains("<Part><PartNumber>21</PartNumber><ETag>&quot;p21&amp;&quot;</ETag></Part>"))
    }

    @Test func `when a part fails the upload is given up and removed`() throws {
        let transport = partServer(failing: 3)
        var large = object
        large.contentLength = 6 << 30
        let error = #expect(throws: ServiceError.self) { try copy(transport, large) }
        guard case .accessDenied = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.requests.last?.method == .delete)
        #expect(!transport.requests.contains { $0.method == .post && !$0.body.isEmpty })
    }
}
