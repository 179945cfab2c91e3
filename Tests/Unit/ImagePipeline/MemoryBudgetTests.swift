import FoundationEssentials
import Synchronization
import Testing
import Time
import Workers

@testable import ImagePipeline

@Suite struct MemoryBudgetTests {
    private static let clock = WallClock(now: { Date() }, uptime: { .zero }, sleep: { _ in })

    @Test func `images at a time never hold more than the limit`() {
        let budget = MemoryBudget(limit: 100, clock: Self.clock)
        let held = Mutex((now: 0, peak: 0))
        _ = WorkerPool.map(Array(repeating: 40, count: 64), width: 8) { bytes in
            budget.take(bytes, until: nil)
            held.withLock { $0 = ($0.now + bytes, max($0.peak, $0.now + bytes)) }
            held.withLock { $0.now -= bytes }
            budget.giveBack(bytes)
        }
        #expect(held.withLock { $0.peak } <= 80 && held.withLock { $0.now } == 0)
    }

    @Test func `an image alone is let in whatever it needs`() {
        let budget = MemoryBudget(limit: 100, clock: Self.clock)
        budget.take(1000, until: nil)
        budget.giveBack(1000)
        budget.take(1000, until: nil)
    }

    @Test func `nobody waits beyond the deadline`() {
        let budget = MemoryBudget(limit: 100, clock: Self.clock)
        budget.take(100, until: nil)
        budget.take(1, until: Deadline(Date().addingTimeInterval(-1)))
    }
}
