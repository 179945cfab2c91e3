/// The encoding of keys in S3 notifications: a space is `+`, other bytes are percent-encoded.
enum FormEncoding {
    /// The key that was encoded.
    ///
    /// - Throws: ``EventError/undecodableKey(_:)`` for a percent sign without two digits, or bytes that are not UTF-8.
    static func decoded(_ text: String) throws(EventError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap({ digit($0) }),
                    let low = rest.popFirst().flatMap({ digit($0) })
                else { throw .undecodableKey(text) }
                bytes.append(high << 4 | low)
            default:
                bytes.append(byte)
            }
        }
        guard let key = String(validating: bytes, as: UTF8.self) else { throw .undecodableKey(text) }
        return key
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
