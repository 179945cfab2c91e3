/// A rendition as it lies in S3: the same in rows and answers.
public struct StoredRendition: Sendable, Equatable, Codable {
    /// The name in the recipe.
    public var name: String
    /// The bucket it lies in.
    public var bucket: String
    /// The key it lies at.
    public var key: String
    /// Pixels, after orientation; `nil` for a copy, which nobody has looked into.
    public var width: Int?
    /// Pixels, after orientation; `nil` for a copy.
    public var height: Int?
    /// The object's size.
    public var bytes: Int
    /// The object's media type.
    public var contentType: String
    /// A presigned URL, in answers only and where the recipe asks for it.
    public var url: String?

    /// Where it lies, as a text that people and tools know.
    public var location: String { "s3://\(bucket)/\(key)" }
}
