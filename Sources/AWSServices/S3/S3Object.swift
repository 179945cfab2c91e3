public import FoundationEssentials
import HTTP

/// What S3 says about an object, in the answers to `HEAD`, `GET` and `PUT`.
public struct S3Object: Sendable, Equatable {
    /// Bytes.
    public var contentLength: Int
    /// Without quotes. The MD5 of the bytes if they were stored in one part and not under a KMS key.
    public var eTag: String
    /// The version, in a bucket that has versions.
    public var versionID: String?
    /// `Content-Type`.
    public var contentType: String?
    /// `Cache-Control`.
    public var cacheControl: String?
    /// `Content-Disposition`.
    public var contentDisposition: String?
    /// `Content-Encoding`.
    public var contentEncoding: String?
    /// `Content-Language`.
    public var contentLanguage: String?
    /// `Expires`, as it was given.
    public var expires: String?
    /// When this version was stored, to the second.
    public var lastModified: Date?
    /// The user's own metadata: lower-case names without `x-amz-meta-`.
    public var metadata: [String: String]

    /// Creates a description.
    public init(
        contentLength: Int,
        eTag: String,
        versionID: String? = nil,
        contentType: String? = nil,
        cacheControl: String? = nil,
        lastModified: Date? = nil,
        metadata: [String: String] = [:]
    ) {
        self.contentLength = contentLength
        self.eTag = eTag
        self.versionID = versionID
        self.contentType = contentType
        self.cacheControl = cacheControl
        self.lastModified = lastModified
        self.metadata = metadata
    }

    /// Reads the headers of an answer to `HEAD`, or to a `GET` of the whole object.
    init(_ head: HTTPResponseHead, of call: ServiceCall) throws(ServiceError) {
        let headers = head.headers
        guard let length = headers["Content-Length"].flatMap({ Int($0) }), length >= 0 else {
            throw .malformedResponse(operation: call.name, detail: "it has no usable Content-Length")
        }
        contentLength = length
        eTag = Self.unquoted(headers["ETag"] ?? "")
        versionID = headers["x-amz-version-id"]
        contentType = headers["Content-Type"]
        cacheControl = headers["Cache-Control"]
        contentDisposition = headers["Content-Disposition"]
        contentEncoding = headers["Content-Encoding"]
        contentLanguage = headers["Content-Language"]
        expires = headers["Expires"]
        lastModified = headers["Last-Modified"].flatMap { HTTPDate.parse($0) }
        metadata = [:]
        let prefix = "x-amz-meta-"
        for field in headers.fields {
            let name = field.name.lowercased()
            guard name.hasPrefix(prefix) else { continue }
            metadata[String(name.dropFirst(prefix.count))] = field.value
        }
    }

    /// The headers that give a new object this one's description, with other metadata.
    func write(to headers: inout HTTPHeaders, metadata: [String: String]) {
        headers["Content-Type"] = contentType
        headers["Cache-Control"] = cacheControl
        headers["Content-Disposition"] = contentDisposition
        headers["Content-Encoding"] = contentEncoding
        headers["Content-Language"] = contentLanguage
        headers["Expires"] = expires
        for (name, value) in metadata { headers["X-Amz-Meta-" + name] = value }
    }

    /// An ETag without its quotes.
    static func unquoted(_ eTag: String) -> String {
        guard eTag.count >= 2, eTag.hasPrefix("\""), eTag.hasSuffix("\"") else { return eTag }
        return String(eTag.dropFirst().dropLast())
    }
}
