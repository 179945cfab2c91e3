/// An opaque color in sRGB.
public struct RGBColor: Sendable, Equatable, Hashable {
    /// 0...255.
    public var red: UInt8

    /// 0...255.
    public var green: UInt8

    /// 0...255.
    public var blue: UInt8

    /// A color of its three components.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `#rrggbb`, in either case; nil for anything else.
    public init?(hex: String) {
        let text = Array(hex.utf8)
        guard text.count == 7, text[0] == UInt8(ascii: "#") else { return nil }
        var digits: [UInt8] = []
        for byte in text.dropFirst() {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            digits.append(UInt8(truncatingIfNeeded: digit))
        }
        self.init(
            red: digits[0] << 4 | digits[1],
            green: digits[2] << 4 | digits[3],
            blue: digits[4] << 4 | digits[5]
        )
    }

    /// #ffffff.
    public static let white = RGBColor(red: 255, green: 255, blue: 255)
}

extension RGBColor: CustomStringConvertible {
    /// `#rrggbb`.
    public var description: String {
        "#"
            + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
