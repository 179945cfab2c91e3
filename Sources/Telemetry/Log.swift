public import JSON
public import Time

/// Writes JSON lines, one `write` a line, in the shape that Lambda's log filter understands.
///
/// The message is a `StaticString`: what varies goes into the facts, so that no text from outside becomes part of a message.
/// Facts never hold payloads, credentials, signed URLs or header values.
public struct Log: Sendable {
    /// Severity, in Lambda's words and order (`AWS_LAMBDA_LOG_LEVEL`).
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case trace = "TRACE"
        case debug = "DEBUG"
        case info = "INFO"
        case warn = "WARN"
        case error = "ERROR"
        case fatal = "FATAL"

        /// Reads a level in any letter case.
        public init?(name: String) {
            self.init(rawValue: name.uppercased())
        }

        /// The less severe comes first.
        public static func < (left: Level, right: Level) -> Bool {
            left.severity < right.severity
        }

        private var severity: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// Lines below this level are dropped.
    public let threshold: Level

    private let clock: WallClock
    /// The invocation that the lines belong to.
    public let requestID: String?
    private let write: @Sendable ([UInt8]) -> Void

    /// Creates a log.
    ///
    /// `write` takes one whole line, its newline included, and must not split or interleave it.
    public init(
        threshold: Level = .info,
        clock: WallClock,
        requestID: String? = nil,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.threshold = threshold
        self.clock = clock
        self.requestID = requestID
        self.write = write
    }

    /// The same log, with the invocation's id on every line.
    public func forRequest(_ requestID: String) -> Log {
        Log(threshold: threshold, clock: clock, requestID: requestID, write: write)
    }

    /// Writes a line of the given level, or nothing when that is below the threshold.
    public func callAsFunction(_ level: Level, _ message: StaticString, _ facts: [String: JSONValue] = [:]) {
        guard level >= threshold else { return }
        var line = facts
        line["level"] = .string(level.rawValue)
        line["message"] = .string("\(message)")
        emit(line)
    }

    /// Writes a metric document at a level that Lambda's filter lets pass, whatever the threshold.
    public func metrics(_ metrics: Metrics) {
        var line = metrics.document(at: clock.now())
        line["level"] = .string(max(threshold, .info).rawValue)
        emit(line)
    }

    private func emit(_ facts: [String: JSONValue]) {
        var line = facts
        line["timestamp"] = .string(clock.now().timestamp)
        if let requestID { line["requestId"] = .string(requestID) }
        write(JSONValue.object(line).encoded() + [UInt8(ascii: "\n")])
    }
}
