/// The address of one service.
struct Endpoint: Sendable, Equatable {
    /// `http` or `https`.
    var scheme: String
    /// Host, and port if it is not the scheme's own: exactly the `Host` header.
    var authority: String
    /// The prefix of every path; empty, or beginning with a slash and not ending in one.
    var basePath = ""
    /// Whether the user configured it, as for a local stack, where buckets have no host names.
    var isCustom = false

    init(scheme: String = "https", authority: String) {
        self.scheme = scheme
        self.authority = authority
    }

    /// Reads an absolute URL without user, query and fragment; `nil` for anything else.
    init?(url: String) {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let separator = url.firstRange(of: "://"),
            !url.contains("?"), !url.contains("#"), !url.contains("@")
        else { return nil }
        scheme = url[..<separator.lowerBound].lowercased()
        guard let defaultPort = ["http": ":80", "https": ":443"][scheme] else { return nil }
        let rest = url[separator.upperBound...]
        let authorityEnd = rest.firstIndex(of: "/") ?? rest.endIndex
        authority = rest[..<authorityEnd].lowercased()
        // libcurl leaves the scheme's own port out of `Host`, which is signed.
        if authority.hasSuffix(defaultPort) { authority.removeLast(defaultPort.count) }
        guard Self.isAuthority(authority) else { return nil }
        basePath = String(rest[authorityEnd...])
        while basePath.hasSuffix("/") { basePath.removeLast() }
        isCustom = true
    }

    private static func isAuthority(_ text: String) -> Bool {
        var host = text[...]
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { return false }
            host = text[..<colon]
        }
        if host.hasPrefix("[") { return host.hasSuffix("]") && host.count > 2 }
        return !host.isEmpty && !host.contains(":")
    }
}
