public import FoundationEssentials

extension Date {
    /// The date as ISO 8601 in UTC with milliseconds (RFC 3339): `2026-11-21T09:30:00.125Z`.
    ///
    /// Rounded to the nearest millisecond. Foundation's own style truncates, so that a time which was read and written again would lose a
    /// millisecond: `.999` cannot be held exactly.
    public var timestamp: String {
        let milliseconds = (timeIntervalSince1970 * 1000).rounded()
        let time = CivilTime(secondsSince1970: milliseconds / 1000)
        let fraction = Int((milliseconds - (milliseconds / 1000).rounded(.down) * 1000).clamped(to: 0...999))
        return time.date(separator: "-") + "T" + time.time(separator: ":") + "." + CivilTime.padded(fraction, 3) + "Z"
    }

    /// The date that an ISO 8601 text names, with or without fractions of a second; `nil` when it names none.
    ///
    /// Some emulators leave the zone out: it is UTC then.
    public init?(timestamp text: String) {
        let zoned = Self.hasZone(text) ? text : text + "Z"
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: zoned.utf8.contains(UInt8(ascii: ".")))
        guard let date = try? style.parse(zoned) else { return nil }
        self = date
    }

    private static func hasZone(_ text: String) -> Bool {
        guard let t = text.utf8.firstIndex(of: UInt8(ascii: "T")) else { return true }
        return text.utf8[t...].contains { [UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0) }
    }
}

extension Double {
    /// The nearest value of `range`; its lower end for NaN.
    func clamped(to range: ClosedRange<Double>) -> Double {
        isNaN ? range.lowerBound : Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
