/// The origin of a web page: scheme, host, and port if it is not the scheme's own (RFC 6454).
///
/// Origins stand in headers, so nothing passes that could end one directive and begin another.
enum WebOrigin {
    /// The origin of an absolute URL; `nil` if it is not http or https, or has a user in it.
    static func of(_ url: String) -> String? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound]
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = url[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, authority.utf8.allSatisfy(isAuthorityByte) else { return nil }
        return "\(scheme)://\(authority)"
    }

    /// Whether `text` is an origin and nothing more.
    static func isOrigin(_ text: String) -> Bool {
        of(text) == text
    }

    private static func isAuthorityByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default:
            false
        }
    }
}
