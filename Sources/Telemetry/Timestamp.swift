public import FoundationEssentials

extension Date {
    /// The date as ISO 8601 in UTC with milliseconds (RFC 3339): `2026-11-21T09:30:00.125Z`.
    public var timestamp: String {
        formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
