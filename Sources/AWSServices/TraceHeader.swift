/// The value of `X-Amzn-Trace-Id`, by which Lambda recognizes that a function feeds itself.
enum TraceHeader {
    /// Encodes everything but letters, digits and the characters that the SDKs let through, so that no value can break a header.
    static func encoded(_ traceID: String) -> String {
        let harmless = Array("-._~=;:+&[]{}\"',".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in traceID.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case _ where harmless.contains(byte):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
