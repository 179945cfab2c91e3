import FoundationEssentials
import HTTP

/// How a failure is reported to Lambda: the JSON body and the header that metrics and callers see.
public struct ErrorResponse: Error, Equatable {
    /// Lambda keeps a type only in the form `Function.Word` or `Runtime.Word`, a capital letter and letters after the dot.
    public var type: String
    /// What happened, naming value and limit.
    public var message: String

    /// Creates a failure. A `type` that Lambda would not keep becomes `Function.Unknown`, as Lambda does itself.
    public init(type: String, message: String) {
        self.type = Self.isKept(type) ? type : "Function.Unknown"
        self.message = message
    }

    /// The body: valid JSON, whatever the message holds.
    var body: [UInt8] {
        struct Body: Encodable {
            var errorMessage: String
            var errorType: String
            var stackTrace: [String] = []
        }
        let encoded = try? JSONEncoder().encode(Body(errorMessage: message, errorType: type))
        return encoded.map { Array($0) } ?? []
    }

    var headers: HTTPHeaders {
        HTTPHeaders([
            ("Content-Type", "application/json"),
            ("Lambda-Runtime-Function-Error-Type", type),
        ])
    }

    private static func isKept(_ type: String) -> Bool {
        let parts = type.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "Runtime" || parts[0] == "Function", let first = parts[1].utf8.first else {
            return false
        }
        let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
        return isCapital && parts[1].utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    }
}
