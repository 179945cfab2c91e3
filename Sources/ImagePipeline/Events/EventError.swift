/// Why an event, a message or a record of it cannot be read.
public enum EventError: Error, Equatable, CustomStringConvertible {
    /// The payload is not JSON, or a field that is needed is missing or of another type.
    case malformed(String)
    /// JSON of a shape that Minilab does not know.
    case unknownShape(keys: [String])
    /// A key whose percent-encoding is broken, or that is not UTF-8.
    case undecodableKey(String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .malformed(let reason):
            "malformed event: \(reason)"
        case .unknownShape(let keys):
            "unknown event: an object of \(keys.isEmpty ? "no fields" : keys.joined(separator: ", ")); accepted: S3, SQS, SNS "
                + "and EventBridge notifications, S3 Batch Operations tasks, {\"bucket\", \"key\"}, or an answer of Minilab's own"
        case .undecodableKey(let key):
            "malformed event: the key \(key) is not percent-encoded UTF-8"
        }
    }
}
