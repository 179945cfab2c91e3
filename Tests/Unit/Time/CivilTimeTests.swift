import Testing
import Time

@Suite struct CivilTimeTests {
    @Test(arguments: [
        (0, "1970-01-01 00:00:00"), (1_440_938_160, "2015-08-30 12:36:00"), (1_709_251_199, "2024-02-29 23:59:59"),
        (-1, "1969-12-31 23:59:59"), (951_782_400, "2000-02-29 00:00:00"), (-2_203_891_200, "1900-03-01 00:00:00"),
        (253_402_300_799, "9999-12-31 23:59:59"), (-62_167_219_200, "0000-01-01 00:00:00"),
    ])
    func `seconds and fields are the same moment`(seconds: Int, text: String) {
        let time = CivilTime(secondsSince1970: Double(seconds))
        #expect(time.date(separator: "-") + " " + time.time(separator: ":") == text)
        #expect(time.secondsSince1970 == seconds)
    }

    @Test func `every day of four hundred years has its own date, in order`() {
        var previous = CivilTime(secondsSince1970: -86400)
        for day in 0..<146_097 {
            let time = CivilTime(secondsSince1970: Double(day) * 86400)
            #expect(time.secondsSince1970 == day * 86400)
            #expect(
                (previous.year, previous.month, previous.day) < (time.year, time.month, time.day)
                    && (1...12).contains(time.month) && (1...31).contains(time.day)
            )
            previous = time
        }
    }

    @Test(arguments: [(1e300, 9999), (.infinity, 9999), (-1e300, 0), (-.infinity, 0), (.nan, 1970)] as [(Double, Int)])
    func `a moment that no calendar reaches is moved to the nearest end`(seconds: Double, year: Int) {
        #expect(CivilTime(secondsSince1970: seconds).year == year)
    }
}
