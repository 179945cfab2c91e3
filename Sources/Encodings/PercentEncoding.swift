/// Text as URLs carry it (RFC 3986, section 2.1), and as forms do: there a space is `+`.
public enum PercentEncoding {
    private static let uppercaseDigits = Array("0123456789ABCDEF".utf8)

    /// Encodes every byte of the text's UTF-8 but `A-Z a-z 0-9 - . _ ~` (RFC 3986, section 2.3), in upper case.
    ///
    /// Nothing is normalized: S3 keys are bytes. With `keepingSlash` a slash stays as it is, as in a path.
    public static func encoded(_ text: String, keepingSlash: Bool = false) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(uppercaseDigits[Int(byte >> 4)])
                encoded.append(uppercaseDigits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Undoes the encoding of a URL's part as far as it goes: a `%` without two hexadecimal digits stays as it is, and bytes that are
    /// not UTF-8 become replacement characters. With `plusIsSpace`, `+` stands for a space, as in a query.
    public static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let (bytes, _) = bytes(text, plusIsSpace: plusIsSpace)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Undoes the encoding of a form's field; `nil` for a `%` without two hexadecimal digits, or bytes that are not UTF-8.
    public static func decodedField(_ text: String) -> String? {
        let (bytes, isComplete) = bytes(text, plusIsSpace: true)
        return isComplete ? String(validating: bytes, as: UTF8.self) : nil
    }

    /// The bytes, and whether every `%` among them was followed by two digits.
    private static func bytes(_ text: some StringProtocol, plusIsSpace: Bool) -> ([UInt8], isComplete: Bool) {
        var rest = Array(text.utf8)[...]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rest.count)
        var isComplete = true
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap { Hexadecimal.value(ofDigit: $0) }
                if digits.count == 2 {
                    bytes.append(digits[0] << 4 | digits[1])
                    rest.removeFirst(2)
                } else {
                    bytes.append(byte)
                    isComplete = false
                }
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return (bytes, isComplete)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
