import Synchronization
import Time

/// The memory that the images of a process share: what one of them needs at its peak is set aside before it is decoded, so that
/// several at a time never need more than the function has.
final class MemoryBudget: Sendable {
    private let limit: Int
    private let clock: WallClock
    private let used = Mutex(0)

    /// Creates a budget of `limit` bytes.
    init(limit: Int, clock: WallClock) {
        self.limit = limit
        self.clock = clock
    }

    /// Sets `bytes` aside, and waits until they are free; but not beyond `deadline`, after which the work no longer counts.
    ///
    /// An image alone is let in whatever it needs: whether it fits at all is decided by ``ImageEngine/DecodeLimits``. Each image
    /// takes its share once and holds nothing while it waits, so the wait ends.
    func take(_ bytes: Int, until deadline: Deadline?) {
        while !tryTaking(bytes) {
            if let deadline, deadline.remaining(at: clock.now()) <= .zero { return used.withLock { $0 += bytes } }
            clock.sleep(Self.pause)
        }
    }

    /// Gives back what was taken.
    func giveBack(_ bytes: Int) {
        used.withLock { $0 -= bytes }
    }

    private func tryTaking(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard used == 0 || used + bytes <= limit else { return false }
            used += bytes
            return true
        }
    }

    /// Far below the time that an image takes.
    private static let pause = Duration.milliseconds(2)
}
