import Synchronization
import Testing
import Workers

@Suite struct WorkerPoolTests {
    @Test(arguments: [1, 2, 4, 64]) func `results keep the order of the elements`(width: Int) {
        let elements = Array(0..<100)
        #expect(WorkerPool.map(elements, width: width) { $0 * 2 } == elements.map { $0 * 2 })
    }

    @Test(arguments: [-1, 0, 1, 4]) func `no elements give no results, whatever the width`(width: Int) {
        #expect(WorkerPool.map([Int](), width: width) { $0 }.isEmpty)
    }

    @Test func `as many elements as the width are worked on at the same time`() {
        // Each waits for all others: with fewer threads this would never end.
        let arrived = Mutex(0)
        let results = WorkerPool.map([0, 1, 2, 3], width: 4) { element in
            arrived.withLock { $0 += 1 }
            while arrived.withLock({ $0 < 4 }) {}
            return element
        }
        #expect(results == [0, 1, 2, 3])
    }

    @Test func `every copy of a body has returned when the call returns`() {
        let count = Mutex(0)
        WorkerPool.run(copies: 8) { count.withLock { $0 += 1 } }
        #expect(count.withLock { $0 } == 8)
    }
}
