import Synchronization

/// The token bucket that stops a process from hammering a service in trouble: retries cost, successes pay back.
final class RetryQuota: Sendable {
    private static let capacity = 500
    private let tokens = Mutex(RetryQuota.capacity)

    /// What one retry costs.
    static func cost(_ kind: RetryPolicy.Kind) -> Int {
        switch kind {
        case .transient: 14
        case .throttling: 5
        }
    }

    /// Pays for one retry; false if there is not enough left.
    func take(_ cost: Int) -> Bool {
        tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// Pays back what the last retry of a successful call cost, or one token if there was none.
    func succeeded(costOfLastRetry: Int?) {
        tokens.withLock { $0 = min(Self.capacity, $0 + (costOfLastRetry ?? 1)) }
    }
}
