import Synchronization

/// Tells the first invocation of a process from the later ones.
public final class ColdStart: Sendable {
    private let isOver = Atomic<Bool>(false)

    /// Creates a process's one cold start.
    public init() {}

    /// True for the first caller, false for all later ones.
    public func takeFirst() -> Bool {
        !isOver.exchange(true, ordering: .relaxed)
    }
}
