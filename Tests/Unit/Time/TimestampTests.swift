import FoundationEssentials
import Testing
import Time

@Suite struct TimestampTests {
    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"), (1_795_253_400.125, "2026-11-21T09:30:00.125Z"),
        (1_795_253_400.9996, "2026-11-21T09:30:01.000Z"), (-0.25, "1969-12-31T23:59:59.750Z"),
        (.nan, "1970-01-01T00:00:00.000Z"), (.infinity, "9999-12-31T23:59:59.000Z"),
        (-.infinity, "0000-01-01T00:00:00.000Z"),
    ])
    func `a date is written in UTC to the millisecond`(seconds: Double, text: String) {
        #expect(Date(timeIntervalSince1970: seconds).timestamp == text)
    }

    /// A row is read and written again at every commit: a time that lost a millisecond each time would wander, and would make a commit
    /// look as if somebody else had been faster.
    @Test(arguments: [0, 1_700_000_000, 1_795_253_400, 4_102_444_800])
    func `a time that is read and written stays what it is, in each of its milliseconds`(second: Int) throws {
        for millisecond in 0..<1000 {
            let text = Date(timeIntervalSince1970: Double(second) + Double(millisecond) / 1000).timestamp
            #expect(text.hasSuffix(String("00\(millisecond)".suffix(3)) + "Z"))
            #expect(try #require(Date(timestamp: text)).timestamp == text)
        }
    }

    @Test(arguments: [
        "2026-11-21T09:30:00.125Z", "2026-11-21T09:30:00.125", "2026-11-21T09:30:00.125+00:00",
    ]) func `times may lack a zone`(text: String) throws {
        let date = try #require(Date(timestamp: text))
        #expect(abs(date.timeIntervalSince1970 - 1_795_253_400.125) < 0.0005)
    }

    @Test func `times may lack fractions of a second`() {
        #expect(Date(timestamp: "2026-11-21T09:30:00Z")?.timestamp == "2026-11-21T09:30:00.000Z")
    }

    @Test(arguments: ["yesterday", "", "2026-11-21", "T"]) func `what is no time is none`(text: String) {
        #expect(Date(timestamp: text) == nil)
    }
}
