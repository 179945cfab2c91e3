/// Measures from its creation.
public struct Stopwatch: Sendable {
    private let clock: WallClock
    private let start: Duration

    /// Starts measuring.
    public init(_ clock: WallClock) {
        self.clock = clock
        start = clock.uptime()
    }

    /// The time since the start.
    public var elapsed: Duration { clock.uptime() - start }
}

extension Duration {
    /// The duration in milliseconds, with their fraction.
    public var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1000 + Double(attoseconds) / 1e15
    }
}
