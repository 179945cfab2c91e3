import FoundationEssentials
import SigV4
import Testing

@Suite struct SigningTimeTests {
    @Test(arguments: [
        (1_440_938_160.0, "20150830T123600Z"), (0, "19700101T000000Z"), (1_709_251_199.999, "20240229T235959Z"),
        (-1, "19691231T235959Z"), (951_782_400, "20000229T000000Z"), (Double.nan, "19700101T000000Z"),
        (Double.infinity, "99991231T235959Z"), (-1e300, "00000101T000000Z"),
    ])
    func `a time is written in UTC to the second`(seconds: Double, timestamp: String) {
        #expect(SigningTime(Date(timeIntervalSince1970: seconds)).timestamp == timestamp)
    }

    @Test func `a policy's expiration is written in the extended format`() {
        #expect(SigningTime(Date(timeIntervalSince1970: 1_440_938_160)).iso8601 == "2015-08-30T12:36:00.000Z")
    }
}
