public import Time

/// One event that Lambda hands over, with what the headers of `/next` say about it.
public struct Invocation: Sendable {
    /// `Lambda-Runtime-Aws-Request-Id`.
    public var requestID: String
    /// When Lambda stops waiting, from `Lambda-Runtime-Deadline-Ms`; `nil` if the header is missing or not a number.
    public var deadline: Deadline?
    /// `Lambda-Runtime-Trace-Id`, to be passed on in every AWS request.
    public var traceID: String?
    /// `Lambda-Runtime-Invoked-Function-Arn`.
    public var functionARN: String?
    /// The event, as it came.
    public var payload: [UInt8]

    /// Creates an invocation.
    public init(
        requestID: String,
        deadline: Deadline? = nil,
        traceID: String? = nil,
        functionARN: String? = nil,
        payload: [UInt8]
    ) {
        self.requestID = requestID
        self.deadline = deadline
        self.traceID = traceID
        self.functionARN = functionARN
        self.payload = payload
    }
}
