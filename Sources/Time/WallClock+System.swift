import FoundationEssentials
import Glibc

extension WallClock {
    /// The machine's clock.
    public static let system: WallClock = {
        let start = ContinuousClock.now
        return WallClock(
            now: { Date() },
            uptime: { ContinuousClock.now - start },
            sleep: { duration in
                let microseconds = duration.milliseconds * 1000
                guard microseconds >= 1 else { return }
                // One call sleeps at most an hour, far below what the argument can hold.
                usleep(useconds_t(min(microseconds, 3.6e9)))
            }
        )
    }()
}
