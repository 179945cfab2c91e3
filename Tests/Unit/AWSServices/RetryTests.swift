import Environment
import FoundationEssentials
import HTTP
import TestSupport
import Testing
import Time

@testable import AWSServices

@Suite struct RetryTests {
    private static let ok = HTTPResponse(200, [(name: "Content-Length", value: "3"), (name: "ETag", value: "\"e\"")])
    private let location = S3Location(bucket: "photos", key: "k")

    @Test(arguments: 0...4)
    func `a transient failure is tried again until the attempts are used up`(failures: Int) throws {
        let transport = ScriptedTransport { _, number in number < failures ? HTTPResponse(500) : Self.ok }
        let harness = try Harness(transport)
        let result = Result { try S3(harness.client).headObject(location, context: harness.context()) }
        #expect(transport.requests.count == min(failures + 1, 3))
        #expect((try? result.get())?.contentLength == (failures < 3 ? 3 : nil))
        let waits: [Duration] = [.milliseconds(50), .milliseconds(100)]
        #expect(harness.clock.slept == Array(waits.prefix(min(failures, 2))))
    }

    @Test func `DynamoDB has four attempts and half the delay`() throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(400, [], #"{"__type":"x#InternalServerError"}"#) }
        let harness = try Harness(transport)
        #expect(throws: ServiceError.self) {
            try DynamoDB(harness.client).getItem(table: "t", key: [:], context: harness.context())
        }
        #expect(transport.requests.count == 4)
        #expect(harness.clock.slept == [.milliseconds(25), .milliseconds(50), .milliseconds(100)])
    }

    @Test(arguments: [
        #"{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}"#,
        #"{"__type":"com.amazon.coral.availability#ThrottlingException"}"#, #"{"__type":"x#RequestLimitExceeded"}"#,
    ])
    func `throttling with status 400 is waited out, longer`(body: String) throws {
        let transport = ScriptedTransport { _, number in
            number == 0 ? HTTPResponse(400, [], body) : HTTPResponse(200, [], "{}")
        }
        let harness = try Harness(transport)
        _ = try DynamoDB(harness.client).getItem(table: "t", key: [:], context: harness.context())
        #expect(harness.clock.slept == [.seconds(1)])
    }

    @Test(arguments: [
        (400, "ValidationException"), (403, "AccessDenied"), (404, "NoSuchKey"), (404, "NoSuchBucket"),
        (501, "NotImplemented"),
    ])
    func `what another attempt cannot mend is reported at once`(status: Int, code: String) throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(status, [], "<Error><Code>\(code)</Code></Error>") }
        let harness = try Harness(transport)
        let error = #expect(throws: ServiceError.self) {
            try S3(harness.client).deleteObject(location, context: harness.context())
        }
        #expect(error?.failure?.code == code)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        ("Retry-After", "2", Duration.seconds(2)), ("Retry-After", "3600", .seconds(20)),
        ("x-amz-retry-after", "700", .milliseconds(700)),
        ("x-amz-retry-after", "60000", .milliseconds(5050)), ("Retry-After", "soon", .milliseconds(50)),
        ("Retry-After", "99999999999999999999", .milliseconds(50)),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT", .seconds(3)),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:30 GMT", .milliseconds(50)),
    ])
    func `the wait that the service asks for is kept, within reason`(name: String, value: String, wait: Duration) throws
    {
        let transport = ScriptedTransport { _, number in
            let date = (name: "Date", value: "Sun, 06 Nov 1994 08:49:37 GMT")
            return number == 0 ? HTTPResponse(503, [(name: name, value: value), date]) : Self.ok
        }
        let harness = try Harness(transport)
        _ = try S3(harness.client).headObject(location, context: harness.context())
        #expect(harness.clock.slept == [wait])
    }

    @Test func `no wait ends after the deadline`() throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(503, [(name: "Retry-After", value: "5")]) }
        let harness = try Harness(transport)
        #expect(throws: ServiceError.self) { try S3(harness.client).headObject(location, context: harness.context(5)) }
        #expect(transport.requests.count == 1)
        #expect(harness.slept == .zero)
    }

    @Test func `each attempt gets the time that is left`() throws {
        let transport = ScriptedTransport { _, number in number < 2 ? HTTPResponse(503) : Self.ok }
        let harness = try Harness(transport)
        _ = try S3(harness.client).headObject(location, context: harness.context(10))
        #expect(transport.requests.map(\.timeout) == [.milliseconds(10000), .milliseconds(9950), .milliseconds(9850)])
    }

    @Test func `nothing is sent after the deadline`() throws {
        let transport = ScriptedTransport { _, _ in Self.ok }
        let harness = try Harness(transport)
        let context = harness.context(1)
        harness.clock.advance(by: .seconds(2))
        #expect(throws: ServiceError.deadlineExceeded(operation: "HeadObject s3://photos/k")) {
            try S3(harness.client).headObject(location, context: context)
        }
        #expect(transport.requests.isEmpty)
    }

    @Test func `retries stop when the process has used up its quota, and come back with success`() throws {
        let transport = ScriptedTransport { request, _ in request.url.hasSuffix("good") ? Self.ok : HTTPResponse(500) }
        let harness = try Harness(transport)
        let s3 = S3(harness.client)
        for _ in 0..<20 { _ = try? s3.headObject(location, context: CallContext()) }
        // 500 tokens at 14 each: 35 retries for 20 calls that would have liked 40.
        #expect(transport.requests.count == 20 + 35)
        for _ in 0..<14 { _ = try s3.headObject(S3Location(bucket: "photos", key: "good"), context: CallContext()) }
        let before = transport.requests.count
        _ = try? s3.headObject(location, context: CallContext())
        #expect(transport.requests.count == before + 2)
    }

    @Test(arguments: [
        HTTPError.connectionFailed("x"), .interrupted("x"), .timedOut("x"),
    ])
    func `a broken connection is tried again`(error: HTTPError) throws {
        let transport = ScriptedTransport { _, number in
            if number < 2 { throw error }
            return Self.ok
        }
        let harness = try Harness(transport)
        _ = try S3(harness.client).headObject(location, context: harness.context())
        #expect(transport.requests.count == 3)
    }

    @Test func `a certificate that is refused stays refused`() throws {
        let transport = ScriptedTransport { _, _ in throw HTTPError.untrusted("self-signed") }
        let harness = try Harness(transport)
        let error = #expect(throws: ServiceError.self) {
            try S3(harness.client).headObject(location, context: harness.context())
        }
        #expect(transport.requests.count == 1)
        #expect(error?.isTransient == false)
    }

    @Test func `the trace header travels on every attempt, encoded and unsigned`() throws {
        let transport = ScriptedTransport { _, number in number == 0 ? HTTPResponse(500) : Self.ok }
        let harness = try Harness(transport)
        var context = harness.context()
        context.traceID = "Root=1-2;Parent=3;Sampled=1;Lineage=1:9581a8d4:0\r\nX: y"
        _ = try S3(harness.client).headObject(location, context: context)
        for request in transport.requests {
            #expect(
                request.headers["X-Amzn-Trace-Id"] == "Root=1-2;Parent=3;Sampled=1;Lineage=1:9581a8d4:0%0D%0AX:%20y"
            )
            #expect(request.headers["Authorization"]?.contains("trace") == false)
        }
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        ("RequestTimeTooSkewed", 403, 900.0), ("SignatureDoesNotMatch", 403, -600),
        ("InvalidSignatureException", 400, 600),
    ])
    func `a clock that is wrong is corrected by the service's, once and for all calls`(
        code: String,
        status: Int,
        skew: Double
    ) throws {
        let clock = FakeClock(Date(timeIntervalSince1970: 784_111_777 - skew))
        let transport = ScriptedTransport { _, number in
            guard number == 0 else { return Self.ok }
            let date = [(name: "Date", value: "Sun, 06 Nov 1994 08:49:37 GMT")]
            return HTTPResponse(status, date, "<Error><Code>\(code)</Code></Error>")
        }
        let configuration = try AWSConfiguration(environment: Harness.environment)
        let client = AWSClient(
            transport: transport,
            configuration: configuration,
            clock: clock.wallClock,
            random: { 1 }
        )
        for _ in 0..<2 { try S3(client).deleteObject(location, context: CallContext()) }
        #expect(
            transport.requests.map { $0.headers["X-Amz-Date"] }.dropFirst() == ["19941106T084937Z", "19941106T084937Z"]
        )
        #expect(clock.slept.isEmpty)
    }

    @Test func `a refused signature with the right time is reported at once`() throws {
        let clock = FakeClock(Date(timeIntervalSince1970: 784_111_777))
        let transport = ScriptedTransport { _, _ in
            HTTPResponse(
                403,
                [(name: "Date", value: "Sun, 06 Nov 1994 08:49:38 GMT")],
                "<Error><Code>SignatureDoesNotMatch</Code></Error>"
            )
        }
        let configuration = try AWSConfiguration(environment: Harness.environment)
        let client = AWSClient(
            transport: transport,
            configuration: configuration,
            clock: clock.wallClock,
            random: { 1 }
        )
        #expect(throws: ServiceError.self) { try S3(client).deleteObject(location, context: CallContext()) }
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        (301, "<Error><Code>PermanentRedirect</Code></Error>", true), (307, "", true), (400, "", true),
        (400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>", false),
    ])
    func `a bucket in another region is found, and remembered`(status: Int, body: String, hasHeader: Bool) throws {
        let transport = ScriptedTransport { request, _ in
            guard request.url.hasPrefix("https://photos.s3.us-west-2.amazonaws.com/") else {
                return HTTPResponse(status, hasHeader ? [(name: "x-amz-bucket-region", value: "us-west-2")] : [], body)
            }
            return Self.ok
        }
        let harness = try Harness(transport)
        for _ in 0..<2 { _ = try S3(harness.client).headObject(location, context: harness.context()) }
        #expect(transport.requests.count == 3)
        #expect(transport.requests.last?.headers["Authorization"]?.contains("/us-west-2/s3/") == true)
        let url = try S3(harness.client).presignedGetObject(location, expiresIn: .seconds(60), at: harness.clock.now)
        #expect(url.hasPrefix("https://photos.s3.us-west-2.amazonaws.com/k?"))
    }

    @Test(arguments: ["evil.example/", "us-west-2.evil", "", "eu-west-1"])
    func `a redirect to no other region is an error`(region: String) throws {
        let transport = ScriptedTransport { _, _ in HTTPResponse(301, [(name: "x-amz-bucket-region", value: region)]) }
        let harness = try Harness(transport)
        #expect(throws: ServiceError.self) { try S3(harness.client).headObject(location, context: harness.context()) }
        #expect(transport.requests.count == 1)
    }
}
