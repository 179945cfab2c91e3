import HTTP
import Time

/// The attempts of one call: decides after each failure whether there is another, and waits for it.
struct RetryLoop {
    private let client: AWSClient
    private let call: ServiceCall
    private let context: CallContext
    private var failures = 0
    private var redirects = 0
    private var hasCorrectedClock = false
    private var costOfLastRetry: Int?

    init(_ client: AWSClient, _ call: ServiceCall, _ context: CallContext) {
        self.client = client
        self.call = call
        self.context = context
    }

    /// Returns when the call is to be sent again, after the wait that is due.
    ///
    /// - Throws: `error`, if it is final: it cannot be retried, was tried often enough, or the wait would end after the deadline.
    mutating func recover(from error: ServiceError) throws(ServiceError) {
        if let failure = error.failure {
            if redirects < 2, let bucket = call.bucket, client.learnRegion(of: bucket, from: failure) {
                redirects += 1
                return
            }
            if !hasCorrectedClock, client.correctClock(by: failure, isHead: call.method == .head) {
                hasCorrectedClock = true
                return
            }
        }
        guard let kind = RetryPolicy.kind(of: error) else { throw error }
        failures += 1
        guard failures < RetryPolicy.maximumAttempts(call.service) else { throw error }
        let cost = RetryQuota.cost(kind)
        let delay = RetryPolicy.delay(
            kind,
            call.service,
            retry: failures - 1,
            after: error.failure?.retryAfter,
            random: client.random()
        )
        if let deadline = context.deadline, deadline.remaining(at: client.clock.now()) <= delay { throw error }
        guard client.quota.take(cost) else { throw error }
        costOfLastRetry = cost
        client.clock.sleep(delay)
    }

    /// Something was achieved before the last failure (part of a download came), so the count of attempts begins again.
    mutating func progressed() {
        failures = 0
    }

    /// Tells the quota that the call succeeded.
    func succeeded() {
        client.quota.succeeded(costOfLastRetry: costOfLastRetry)
    }
}
