import Encodings

/// Where one call goes: the endpoint, and the bucket in host name or path.
struct Address: Equatable {
    let scheme: String
    /// The `Host` header.
    let authority: String
    /// Percent-encoded, beginning with a slash: exactly what is sent and, for S3, signed.
    let path: String

    init(_ call: ServiceCall, _ endpoint: Endpoint) {
        scheme = endpoint.scheme
        guard let bucket = call.bucket else {
            authority = endpoint.authority
            path = endpoint.basePath + "/" + call.path
            return
        }
        if !endpoint.isCustom, Self.isHostLabel(bucket) {
            authority = bucket + "." + endpoint.authority
            path = endpoint.basePath + "/" + call.path
        } else {
            authority = endpoint.authority
            path = endpoint.basePath + "/" + PercentEncoding.encoded(bucket) + "/" + call.path
        }
    }

    func url(query: String) -> String {
        scheme + "://" + authority + path + (query.isEmpty ? "" : "?" + query)
    }

    /// Whether a bucket's name can be put before the endpoint's: a dot in it would not match the wildcard of S3's certificate.
    private static func isHostLabel(_ bucket: String) -> Bool {
        (3...63).contains(bucket.utf8.count) && bucket.utf8.allSatisfy(AWSConfiguration.isRegionByte)
            && !bucket.hasPrefix("-") && !bucket.hasSuffix("-")
    }
}
