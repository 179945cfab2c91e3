import FoundationEssentials
import Testing
import Time

@Suite struct DeadlineTests {
    @Test(arguments: [0, 1_700_000_000_125, -1] as [Int64]) func `milliseconds come back as they were given`(
        given: Int64
    ) {
        #expect(Deadline(millisecondsSince1970: given).millisecondsSince1970 == given)
    }

    @Test(arguments: [Int64.max, .min]) func `a header that no clock reaches is only far away`(given: Int64) {
        let deadline = Deadline(millisecondsSince1970: given)
        #expect(abs(deadline.millisecondsSince1970) == 1_000_000_000_000_000)
        #expect((deadline.remaining(at: Date(timeIntervalSince1970: 0)) > .zero) == (given > 0))
    }
}
