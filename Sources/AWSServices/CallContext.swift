public import Time

/// What every call inherits from the invocation that makes it.
public struct CallContext: Sendable {
    /// When the invocation ends; no wait and no retry goes past it.
    public var deadline: Deadline?
    /// The invocation's `X-Amzn-Trace-Id`: it travels on every request, unsigned, so that Lambda can detect a recursive loop.
    public var traceID: String?

    /// Creates a context.
    public init(deadline: Deadline? = nil, traceID: String? = nil) {
        self.deadline = deadline
        self.traceID = traceID
    }
}
