public import FoundationEssentials
import Time

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
        let moment = CivilTime(secondsSince1970: date.timeIntervalSince1970)
        timestamp = moment.date(separator: "") + "T" + moment.time(separator: "") + "Z"
        iso8601 = moment.date(separator: "-") + "T" + moment.time(separator: ":") + ".000Z"
    }
}
