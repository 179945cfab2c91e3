/// The bytes that a file of some format begins with.
public struct Signature: Sendable, Equatable {
    /// From the first byte on; nil: any byte.
    public let bytes: [UInt8?]

    /// Whether `start` begins so.
    func matches(_ start: Span<UInt8>) -> Bool {
        start.count >= bytes.count && bytes.indices.allSatisfy { bytes[$0] == nil || bytes[$0] == start[$0] }
    }
}

extension Signature: ExpressibleByArrayLiteral {
    /// Bytes as numbers.
    public init(arrayLiteral bytes: UInt8?...) {
        self.bytes = bytes
    }
}

extension Signature: ExpressibleByStringLiteral {
    /// Bytes as ASCII; `?` stands for any byte.
    public init(stringLiteral text: String) {
        bytes = text.utf8.map { $0 == UInt8(ascii: "?") ? nil : $0 }
    }
}
