public import FoundationEssentials

/// A moment as signatures write it, in UTC and whole seconds.
public struct SigningTime: Sendable, Equatable {
    /// `20150830T123600Z`, the value of `x-amz-date`.
    public let timestamp: String
    /// `20150830`, the day of the credential scope.
    public var day: String { String(timestamp.prefix(8)) }
    /// `2015-08-30T12:36:00.000Z`, as a POST policy writes it.
    public let iso8601: String

    /// Cuts `date` to the second; a date outside the years 0 to 9999 is moved to the nearest end.
    public init(_ date: Date) {
        let earliest = -62_167_219_200.0
        let latest = 253_402_300_799.0
        let interval = date.timeIntervalSince1970
        let seconds = Int64((interval.isNaN ? 0 : min(max(interval, earliest), latest)).rounded(.down))
        let (days, time) = Self.floorDivide(seconds, 86400)
        let (year, month, day) = Self.civil(days: days)
        let date = [Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)]
        let clock = [Self.padded(time / 3600, 2), Self.padded(time / 60 % 60, 2), Self.padded(time % 60, 2)]
        timestamp = date.joined() + "T" + clock.joined() + "Z"
        iso8601 = date.joined(separator: "-") + "T" + clock.joined(separator: ":") + ".000Z"
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = (value % divisor + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    /// Day, month and year of the proleptic Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
