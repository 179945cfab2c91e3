/// The value of `Content-Type`, or of a field of the same form such as `Content-Disposition` (RFC 9110, sections 5.6.6 and 8.3.1).
struct MediaType: Equatable {
    /// In lower case, without parameters.
    var name: String
    /// Names in lower case, values without their quotes.
    var parameters: [String: String]

    /// Reads a field value; `nil` if it is not of this form, or names a parameter twice.
    init?(_ field: String) {
        var rest = Array(field.utf8)[...]
        let name = rest.prefix { $0 != UInt8(ascii: ";") }
        rest = rest.dropFirst(name.count)
        self.name = Self.text(Self.trimmed(name)).lowercased()
        parameters = [:]
        guard !self.name.isEmpty, self.name.utf8.allSatisfy({ Self.isToken($0) || $0 == UInt8(ascii: "/") }) else {
            return nil
        }
        while let semicolon = rest.first {
            guard semicolon == UInt8(ascii: ";") else { return nil }
            rest = Self.trimmed(rest.dropFirst())
            if rest.isEmpty { return }
            let name = rest.prefix { Self.isToken($0) }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst()
            guard let value = Self.value(&rest) else { return nil }
            guard parameters.updateValue(value, forKey: Self.text(name).lowercased()) == nil else { return nil }
        }
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix { isToken($0) }
            rest = trimmed(rest.dropFirst(token.count))
            return token.isEmpty ? nil : text(token)
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                rest = trimmed(rest)
                return String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\""):
                // Only a quote is unescaped: browsers send the backslashes of paths as they are.
                value.append(UInt8(ascii: "\""))
                rest = rest.dropFirst()
            default:
                value.append(byte)
            }
        }
        return nil
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        return bytes
    }

    /// Bytes of a token (RFC 9110, section 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
