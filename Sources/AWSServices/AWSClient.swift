import Encodings
import FoundationEssentials
public import HTTP
import SigV4
import Synchronization
public import Time

/// Sends calls to AWS: finds the endpoint, signs, sends, and retries what may succeed later, never past the deadline.
///
/// One client serves all threads of a process. What it learns (a bucket's region, the difference of the clocks, how often retries
/// helped) is used for all later calls.
public final class AWSClient: Sendable {
    let configuration: AWSConfiguration
    let clock: WallClock
    let random: @Sendable () -> Double
    let quota = RetryQuota()
    private let transport: any HTTPTransport
    private let keys = SigningKeyCache()
    private let learned = Mutex(Learned())

    private struct Learned {
        var bucketRegions: [String: String] = [:]
        /// The services' time minus ours, in seconds.
        var clockOffset = 0.0
    }

    /// The longest that an attempt may take if the invocation has no deadline: Lambda's own limit.
    private static let longestAttempt = Duration.seconds(900)
    /// A service's explanations are short; a longer body is something else.
    private static let maximumErrorBody = 64 * 1024

    /// Creates a client. `random` gives the jitter, in 0…1.
    public init(
        transport: any HTTPTransport,
        configuration: AWSConfiguration,
        clock: WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.transport = transport
        self.configuration = configuration
        self.clock = clock
        self.random = random
    }

    /// Sends `call` until it succeeds or must not be sent again. What `decode` cannot understand counts as a failed attempt.
    func perform<Value>(
        _ call: ServiceCall,
        _ context: CallContext,
        decode: (HTTPResponse) throws(ServiceError) -> Value
    ) throws(ServiceError) -> Value {
        var attempts = RetryLoop(self, call, context)
        while true {
            do throws(ServiceError) {
                let value = try decode(try collect(call, context))
                attempts.succeeded()
                return value
            } catch {
                try attempts.recover(from: error)
            }
        }
    }

    private func collect(_ call: ServiceCall, _ context: CallContext) throws(ServiceError) -> HTTPResponse {
        var body: [UInt8] = []
        do {
            let head = try attempt(call, context) { _, piece in body.append(piece) }
            return HTTPResponse(head: head, body: body)
        } catch {
            switch error {
            case .service(let error): throw error
            case .receiver(let error): throw .malformedResponse(operation: call.name, detail: String(describing: error))
            }
        }
    }

    /// Why one attempt failed: the service or the way to it, or the receiver of the body.
    enum AttemptError: Error {
        case service(ServiceError)
        case receiver(any Error)
    }

    /// Sends `call` once and hands over the body of a successful answer as it arrives.
    func attempt(
        _ call: ServiceCall,
        _ context: CallContext,
        body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws(AttemptError) -> HTTPResponseHead {
        var request = signed(call, context)
        if let deadline = context.deadline {
            let remaining = deadline.remaining(at: clock.now())
            guard remaining > .zero else { throw .service(.deadlineExceeded(operation: call.name)) }
            request.timeout = min(remaining, Self.longestAttempt)
        }
        var errorBody: [UInt8] = []
        var receiverError: (any Error)?
        let head: HTTPResponseHead
        do {
            head = try transport.send(request) { head, piece in
                guard head.isSuccess else {
                    if errorBody.count < Self.maximumErrorBody { errorBody.append(piece) }
                    return
                }
                do { try body(head, piece) } catch {
                    receiverError = error
                    throw error
                }
            }
        } catch {
            if let receiverError { throw .receiver(receiverError) }
            throw .service(explained(error, call, context))
        }
        guard head.isSuccess else {
            let response = HTTPResponse(head: head, body: errorBody)
            throw .service(ServiceError(ServiceFailure(response, to: call, credentials: configuration.credentials)))
        }
        return head
    }

    private func explained(_ error: any Error, _ call: ServiceCall, _ context: CallContext) -> ServiceError {
        guard let error = error as? HTTPError else {
            return .transport(operation: call.name, .interrupted(String(describing: error)))
        }
        if case .timedOut = error, let deadline = context.deadline,
            deadline.remaining(at: clock.now()) <= .milliseconds(5)
        {
            return .deadlineExceeded(operation: call.name)
        }
        return .transport(operation: call.name, error)
    }

    /// Gives `call` its address, the headers that every request carries, and the signature of this moment.
    private func signed(_ call: ServiceCall, _ context: CallContext) -> HTTPRequest {
        let region = region(of: call.bucket)
        let address = Address(call, configuration.endpoints.endpoint(for: call.service, in: region))
        var headers = call.headers
        let payloadHash = Hexadecimal.text(call.bodyDigest)
        if call.service == .s3 { headers["X-Amz-Content-Sha256"] = payloadHash }
        let signer = Signer(
            credentials: configuration.credentials,
            region: region,
            service: call.service.rawValue,
            pathRule: call.service == .s3 ? .s3 : .standard,
            keys: keys
        )
        let signature = signer.sign(
            SignableRequest(
                method: call.method.rawValue,
                path: address.path,
                query: call.query,
                headers: headers.fields.map { (name: $0.name, value: $0.value) } + [
                    (name: "Host", value: address.authority)
                ],
                payloadHash: payloadHash
            ),
            at: signingDate(clock.now())
        )
        for header in signature.headers { headers.add(header.name, header.value) }
        // Unsigned, as the SDKs send it: proxies may rewrite it.
        if let traceID = context.traceID { headers["X-Amzn-Trace-Id"] = TraceHeader.encoded(traceID) }
        return HTTPRequest(
            call.method,
            address.url(query: CanonicalRequest.query(call.query)),
            headers: headers,
            body: call.body,
            timeout: Self.longestAttempt,
            mayIdle: call.mayIdle
        )
    }
}

extension AWSClient {
    /// The region in which `bucket` is, as far as known.
    func region(of bucket: String?) -> String {
        guard let bucket else { return configuration.region }
        return learned.withLock { $0.bucketRegions[bucket] } ?? configuration.region
    }

    /// Remembers the region that S3 names in an answer to a call sent to the wrong one; false if there is nothing new in it.
    func learnRegion(of bucket: String, from failure: ServiceFailure) -> Bool {
        guard [301, 302, 307, 400].contains(failure.status), let region = failure.bucketRegion,
            !region.isEmpty, region.utf8.allSatisfy(AWSConfiguration.isRegionByte), region != self.region(of: bucket)
        else { return false }
        learned.withLock { $0.bucketRegions[bucket] = region }
        return true
    }

    /// `date` on the services' clock.
    func signingDate(_ date: Date) -> Date {
        date.addingTimeInterval(learned.withLock { $0.clockOffset })
    }

    /// Adopts the service's clock if ours explains the refused signature; false if it does not.
    func correctClock(by failure: ServiceFailure, isHead: Bool) -> Bool {
        guard let serverTime = failure.serverTime else { return false }
        let tolerance: Double
        switch failure.code {
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": tolerance = 60
        case "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure": tolerance = 240
        default:
            guard isHead, failure.status == 403 else { return false }
            tolerance = 240
        }
        let offset = serverTime - clock.now().timeIntervalSince1970
        return learned.withLock { learned in
            guard abs(offset - learned.clockOffset) > tolerance else { return false }
            learned.clockOffset = offset
            return true
        }
    }
}
