import Telemetry
import Testing

@Suite struct PeakMemoryTests {
    @Test func `the peak is told in bytes, and grows with what is used`() throws {
        let before = try #require(PeakMemory.bytes)
        let used = [UInt8](repeating: 1, count: before + 16_777_216)
        let after = try #require(PeakMemory.bytes)
        #expect(before > 1_048_576 && after >= used.count)
    }
}
