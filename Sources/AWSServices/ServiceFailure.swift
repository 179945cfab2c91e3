/// An error answer of a service.
public struct ServiceFailure: Sendable, Equatable {
    /// The operation and what it was done to, such as `PutItem table ImageMetadata`.
    public var operation: String
    /// The HTTP status.
    public var status: Int
    /// The service's name of the error, such as `SlowDown`; made from the status where the answer has none (`HEAD`).
    public var code: String
    /// The service's explanation, without anything that is secret.
    public var message: String
    /// What AWS support asks for.
    public var requestID: String?
    /// How long the service asks to wait.
    var retryAfter: RetryAfter?
    /// The region in which S3 says the bucket is.
    var bucketRegion: String?
    /// The service's clock, from the `Date` header, in seconds since 1970.
    var serverTime: Double?

    /// Creates a failure.
    public init(operation: String, status: Int, code: String, message: String = "", requestID: String? = nil) {
        self.operation = operation
        self.status = status
        self.code = code
        self.message = message
        self.requestID = requestID
    }
}

/// How long a service asks to wait before the next attempt.
enum RetryAfter: Sendable, Equatable {
    /// `Retry-After`, in seconds: any HTTP server.
    case atLeast(Duration)
    /// `x-amz-retry-after`, in milliseconds: bounded by what the client would have waited and five seconds more.
    case suggested(Duration)
}
