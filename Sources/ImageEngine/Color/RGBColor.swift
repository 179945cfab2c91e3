import Encodings

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
        guard hex.hasPrefix("#"), let bytes = Hexadecimal.bytes(String(hex.dropFirst())), bytes.count == 3 else {
            return nil
        }
        self.init(red: bytes[0], green: bytes[1], blue: bytes[2])
    }

    /// #ffffff.
    public static let white = RGBColor(red: 255, green: 255, blue: 255)
}

extension RGBColor: CustomStringConvertible {
    /// `#rrggbb`.
    public var description: String { "#" + Hexadecimal.text([red, green, blue]) }
}
