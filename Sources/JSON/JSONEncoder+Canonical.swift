public import FoundationEssentials

extension JSONEncoder {
    /// Keys in order and slashes as they are, so that equal values are equal bytes.
    public static var canonical: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// A value as UTF-8.
    public func bytes(_ value: some Encodable) throws -> [UInt8] {
        Array(try encode(value))
    }
}
