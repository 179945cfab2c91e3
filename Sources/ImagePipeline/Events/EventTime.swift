import FoundationEssentials

/// Times of events: ISO 8601, with or without fractions of a second, and without a zone from some emulators (UTC then).
enum EventTime {
    /// The date, or `nil` when the text is none.
    static func date(_ text: String) -> Date? {
        let zoned = hasZone(text) ? text : text + "Z"
        return try? Date.ISO8601FormatStyle(includingFractionalSeconds: zoned.utf8.contains(UInt8(ascii: ".")))
            .parse(zoned)
    }

    private static func hasZone(_ text: String) -> Bool {
        guard let t = text.utf8.firstIndex(of: UInt8(ascii: "T")) else { return true }
        return text.utf8[t...].contains { [UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0) }
    }
}
