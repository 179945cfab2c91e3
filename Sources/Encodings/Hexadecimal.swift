/// Bytes as hexadecimal text, two digits a byte (RFC 4648, section 8).
public enum Hexadecimal {
    private static let lowercaseDigits = Array("0123456789abcdef".utf8)

    /// The bytes in lower case.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            text.append(lowercaseDigits[Int(byte >> 4)])
            text.append(lowercaseDigits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes as people read them, a space between two: `ff d8 ff`.
    public static func spaced(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { text(CollectionOfOne($0)) }.joined(separator: " ")
    }

    /// The bytes that `text` stands for, in any letter case; `nil` if it is not hexadecimal or has half a byte.
    public static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var digits = text.utf8[...]
        while let first = digits.popFirst() {
            guard let high = value(ofDigit: first), let low = digits.popFirst().flatMap({ value(ofDigit: $0) }) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// What an ASCII digit stands for, 0 to 15, in any letter case; `nil` if it is none.
    public static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
