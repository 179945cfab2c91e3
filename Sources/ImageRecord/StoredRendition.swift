/// A rendition as it lies in S3: the same in rows and answers.
public struct StoredRendition: Sendable, Equatable, Codable {
    /// The name in the recipe.
    public var name: String
    /// The bucket it lies in.
    public var bucket: String
    /// The key it lies at.
    public var key: String
    /// Pixels, after orientation; `nil` for a copy, which was not decoded.
    public var width: Int?
    /// Pixels, after orientation; `nil` for a copy.
    public var height: Int?
    /// The object's size; `nil` where a row does not say.
    public var bytes: Int?
    /// The object's media type; `nil` where a row does not say.
    public var contentType: String?
    /// A presigned URL, in answers only.
    public var url: String?

    /// Creates a rendition without a URL.
    public init(
        name: String,
        bucket: String,
        key: String,
        width: Int? = nil,
        height: Int? = nil,
        bytes: Int?,
        contentType: String?
    ) {
        self.name = name
        self.bucket = bucket
        self.key = key
        self.width = width
        self.height = height
        self.bytes = bytes
        self.contentType = contentType
    }

    /// The names in rows and answers.
    enum CodingKeys: String, CodingKey {
        case name
        case bucket
        case key
        case width
        case height
        case bytes
        case contentType
        case url
    }

    /// Where it lies, as a text that people and tools know.
    public var location: String { "s3://\(bucket)/\(key)" }
}
