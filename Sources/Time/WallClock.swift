public import FoundationEssentials

/// Where the time comes from: an argument everywhere, so that a test decides what time it is.
public struct WallClock: Sendable {
    /// The date, as far as the machine knows it.
    public var now: @Sendable () -> Date
    /// The time since some fixed moment; never goes back. For measuring.
    public var uptime: @Sendable () -> Duration
    /// Blocks the calling thread.
    public var sleep: @Sendable (Duration) -> Void

    /// Creates a clock of the given functions.
    public init(
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) -> Void
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
    }
}
