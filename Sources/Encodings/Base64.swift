import FoundationEssentials

/// Bytes as base64 text with padding (RFC 4648, section 4).
public enum Base64 {
    /// The bytes as text.
    public static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes that `text` stands for; `nil` if it is not valid.
    public static func bytes(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }
}
