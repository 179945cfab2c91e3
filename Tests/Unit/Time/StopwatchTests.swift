import FoundationEssentials
import Synchronization
import Testing
import Time

@Suite struct StopwatchTests {
    @Test func `elapsed time is the difference of two readings of the clock`() {
        let readings = Mutex<[Duration]>([.milliseconds(1500), .milliseconds(1523)])
        let clock = WallClock(
            now: { Date(timeIntervalSince1970: 0) },
            uptime: { readings.withLock { $0.removeFirst() } },
            sleep: { _ in }
        )
        #expect(Stopwatch(clock).elapsed.milliseconds == 23)
    }

    @Test(arguments: [(Duration.microseconds(1), 0.001), (.seconds(2), 2000), (.zero, 0)])
    func `a duration is told in milliseconds`(duration: Duration, expected: Double) {
        #expect(duration.milliseconds == expected)
    }
}
