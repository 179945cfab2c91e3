/// A moment in UTC as calendars and clocks show it, in the proleptic Gregorian calendar and whole seconds.
///
/// The arithmetic of all date formats of this project; Foundation's calendars cost a start more than they are worth. Years are counted
/// from March, so that the leap day comes last, in eras of 400 years (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
public struct CivilTime: Sendable, Equatable {
    /// 0 to 9999.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 59; 60 for a leap second.
    public var second: Int

    /// Puts the fields together.
    public init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The moment so many seconds after the beginning of 1970; one outside the years 0 to 9999 is moved to the nearest end.
    public init(secondsSince1970 seconds: Double) {
        let seconds = Int((seconds.isNaN ? 0 : min(max(seconds, Self.earliest), Self.latest)).rounded(.down))
        let (days, time) = Self.divide(seconds, 86400)
        (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        let (era, dayOfEra) = Self.divide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    /// The seconds since the beginning of 1970; every day has 86,400 of them. The fields must be in their ranges.
    public var secondsSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = Self.divide(shifted, 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return days * 86400 + hour * 3600 + minute * 60 + second
    }

    /// `2015-08-30`, or with another text between the fields.
    public func date(separator: String) -> String {
        [Self.padded(year, 4), Self.padded(month, 2), Self.padded(day, 2)].joined(separator: separator)
    }

    /// `12:36:00`, or with another text between the fields.
    public func time(separator: String) -> String {
        [hour, minute, second].map { Self.padded($0, 2) }.joined(separator: separator)
    }

    /// The beginning of year 0 and the last second of year 9999.
    private static let (earliest, latest) = (-62_167_219_200.0, 253_402_300_799.0)

    private static func divide(_ value: Int, _ divisor: Int) -> (floor: Int, remainder: Int) {
        let remainder = (value % divisor + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
