public import FoundationEssentials

/// The moment at which Lambda ends the invocation: every wait and retry is cut to it.
public struct Deadline: Sendable, Equatable {
    /// The moment, on the wall clock.
    public var date: Date

    /// Creates a deadline.
    public init(_ date: Date) {
        self.date = date
    }

    /// Creates a deadline from the header `Lambda-Runtime-Deadline-Ms`: milliseconds since 1970.
    public init(millisecondsSince1970 milliseconds: Int64) {
        date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// The moment in milliseconds since 1970, as the header has it.
    public var millisecondsSince1970: Int64 {
        Int64((date.timeIntervalSince1970 * 1000).rounded().clamped(to: -1e15...1e15))
    }

    /// The time left at `now`; negative when it has passed.
    public func remaining(at now: Date) -> Duration {
        .milliseconds(Int64((date.timeIntervalSince(now) * 1000).rounded(.down).clamped(to: -1e15...1e15)))
    }
}
