/// What every answer tells browsers not to do with it.
enum SecurityHeaders {
    /// Adds what the answer does not say itself.
    static func add(to response: inout Response) {
        for (name, value) in defaults where response[name] == nil { response[name] = value }
    }

    private static let defaults = [
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    ]
}
