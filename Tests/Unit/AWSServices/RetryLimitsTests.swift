import Environment
import FoundationEssentials
import HTTP
import TestSupport
import Testing
import Time

@testable import AWSServices

/// What keeps retries from going on for ever, or costs.
@Suite struct RetryLimitsTests {
    private let location = S3Location(bucket: "photos", key: "k")
    private static let ok = HTTPResponse(204)

    private func delete(_ harness: Harness) -> ServiceError? {
        do throws(ServiceError) {
            try S3(harness.client).deleteObject(location, context: CallContext())
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ])
    func `every name of throttling is waited out as such, in any status`(code: String) throws {
        let transport = ScriptedTransport { _, number in
            number == 0 ? HTTPResponse(400, [], "<Error><Code>\(code)</Code></Error>") : Self.ok
        }
        let harness = try Harness(transport)
        #expect(delete(harness) == nil)
        #expect(harness.clock.slept == [.seconds(1)])
    }

    @Test(arguments: [
        (429, Duration.seconds(1)), (500, .milliseconds(50)), (502, .milliseconds(50)), (503, .milliseconds(50)),
        (504, .milliseconds(50)),
    ])
    func `a bare status says as much as a name`(status: Int, wait: Duration) throws {
        let transport = ScriptedTransport { _, number in number == 0 ? HTTPResponse(status) : Self.ok }
        let harness = try Harness(transport)
        #expect(delete(harness) == nil)
        #expect(harness.clock.slept == [wait])
    }

    @Test(arguments: [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError",
        "PriorRequestNotComplete", "ServiceUnavailable", "OperationAborted", "ConditionalRequestConflict",
        "ReplicatedWriteConflictException", "TransactionConflictException",
    ])
    func `every name of something that passes is tried again, in any status`(code: String) throws {
        let failure = ServiceFailure(operation: "o", status: 400, code: code)
        #expect(RetryPolicy.kind(of: failure) == .transient)
    }

    @Test func `throttling costs five tokens, anything else fourteen, and help is paid back`() {
        let quota = RetryQuota()
        #expect(RetryQuota.cost(.throttling) == 5 && RetryQuota.cost(.transient) == 14)
        for _ in 0..<100 { #expect(quota.take(5)) }
        #expect(!quota.take(1))
        quota.succeeded(costOfLastRetry: 14)
        #expect(quota.take(14) && !quota.take(1))
        quota.succeeded(costOfLastRetry: nil)
        #expect(quota.take(1) && !quota.take(1))
        for _ in 0..<1000 { quota.succeeded(costOfLastRetry: nil) }
        #expect(quota.take(500) && !quota.take(1))
    }

    @Test func `a retry that helps costs nothing in the end`() throws {
        let transport = ScriptedTransport { _, number in number.isMultiple(of: 2) ? HTTPResponse(500) : Self.ok }
        let harness = try Harness(transport)
        // Without the refund there would be 35 retries.
        for _ in 0..<60 { #expect(delete(harness) == nil) }
        #expect(transport.requests.count == 120)
    }

    @Test func `a bucket that is always elsewhere is not followed for ever`() throws {
        let transport = ScriptedTransport { _, number in
            HTTPResponse(307, [(name: "x-amz-bucket-region", value: "eu-north-\(number + 2)")])
        }
        let harness = try Harness(transport)
        #expect(delete(harness)?.failure?.status == 307)
        #expect(transport.requests.count == 3)
    }

    @Test func `a service whose clock jumps is followed once a call`() throws {
        let transport = ScriptedTransport { _, number in
            let date = (name: "Date", value: "Sun, 06 Nov 1994 0\(number % 9):49:37 GMT")
            return HTTPResponse(403, [date], "<Error><Code>RequestTimeTooSkewed</Code></Error>")
        }
        let harness = try Harness(transport)
        #expect(delete(harness)?.failure?.code == "RequestTimeTooSkewed")
        #expect(transport.requests.count == 2)
    }

    @Test func `an explanation without end is not kept`() throws {
        let padding = String(repeating: "x", count: 1_000_000)
        let transport = ScriptedTransport { _, _ in
            HTTPResponse(404, [], "<Error><Message>\(padding)</Message><Code>NoSuchBucket</Code></Error>")
        }
        // What is cut is no XML any more, so that the status alone speaks.
        #expect(delete(try Harness(transport))?.failure?.code == "NotFound")
    }
}
