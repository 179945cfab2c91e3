/// Which failures are tried again, and when: the SDKs' standard mode, with the delays of its second version.
///
/// Specification: "Retry behavior" in the AWS SDKs and Tools reference guide.
enum RetryPolicy {
    /// Why another attempt makes sense.
    enum Kind: Equatable {
        /// Something broke on the way.
        case transient
        /// The service asks for fewer requests.
        case throttling
    }

    /// Throttling in whatever status it comes: DynamoDB and SNS send 400.
    private static let throttlingCodes: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "KMS.ThrottlingException", "KMSThrottling",
        "KMSThrottlingException",
        "LimitExceededException", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]
    private static let transientCodes: Set<String> = [
        "ConditionalRequestConflict", "InternalError", "InternalFailure", "InternalServerError", "OperationAborted",
        "PriorRequestNotComplete", "ReplicatedWriteConflictException", "RequestTimeout", "RequestTimeoutException",
        "ServiceUnavailable", "TransactionConflictException",
    ]
    /// Not worth retrying in this process; the next one has fresh credentials.
    static let expiredCodes: Set<String> = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]

    /// `nil` if another attempt cannot help.
    static func kind(of failure: ServiceFailure) -> Kind? {
        if throttlingCodes.contains(failure.code) || failure.status == 429 { return .throttling }
        if transientCodes.contains(failure.code) || [500, 502, 503, 504].contains(failure.status) { return .transient }
        return nil
    }

    /// `nil` if another attempt cannot help.
    static func kind(of error: ServiceError) -> Kind? {
        switch error {
        case .service(let failure): kind(of: failure)
        case .transport(_, let error): error.isTransient ? .transient : nil
        case .malformedResponse: .transient
        case .notFound, .accessDenied, .conditionalCheckFailed, .changed, .corruptDownload, .deadlineExceeded,
            .invalidRequest:
            nil
        }
    }

    /// How often a call is sent at most.
    static func maximumAttempts(_ service: AWSService) -> Int {
        service == .dynamodb ? 4 : 3
    }

    private static let longestDelay = Duration.seconds(20)

    /// The wait before retry number `retry`, counted from 0: full jitter over an exponential, raised to what the service asks for.
    static func delay(_ kind: Kind, _ service: AWSService, retry: Int, after: RetryAfter?, random: Double) -> Duration {
        let base: Duration =
            switch kind {
            case .throttling: .seconds(1)
            case .transient: .milliseconds(service == .dynamodb ? 25 : 50)
            }
        let ceiling = min(base * (1 << min(max(retry, 0), 16)), longestDelay)
        let jittered = ceiling * min(max(random, 0), 1)
        return switch after {
        case nil: jittered
        case .suggested(let wait): max(jittered, min(wait, jittered + .seconds(5)))
        case .atLeast(let wait): max(jittered, min(wait, longestDelay))
        }
    }
}
