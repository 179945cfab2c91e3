public import FoundationEssentials
import Synchronization
public import Time

/// A clock that goes on only when somebody sleeps on it.
public final class FakeClock: Sendable {
    private struct State {
        var now: Date
        var slept: [Duration] = []
    }

    private let state: Mutex<State>

    /// Starts at `start`.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_792_000_000)) {
        state = Mutex(State(now: start))
    }

    /// The time by this clock.
    public var now: Date { state.withLock { $0.now } }

    /// Every sleep so far.
    public var slept: [Duration] { state.withLock { $0.slept } }

    /// Goes on without anybody sleeping.
    public func advance(by duration: Duration) {
        state.withLock { $0.now += duration.milliseconds / 1000 }
    }

    /// This clock in the form that the code under test takes.
    public var wallClock: WallClock {
        WallClock(
            now: { self.now },
            uptime: { .milliseconds(Int64(self.now.timeIntervalSince1970 * 1000)) },
            sleep: { duration in
                self.advance(by: duration)
                self.state.withLock { $0.slept.append(duration) }
            }
        )
    }
}
