/// What a page shows in an image's place until a rendition is there, as rows and answers hold it.
public struct StoredPlaceholder: Sendable, Equatable, Codable {
    /// The bytes of a ThumbHash in base64: a blurred picture (evanw.github.io/thumbhash).
    public var thumbHash: String
    /// The color that most of the picture has, `#rrggbb`; `nil` when all of it is transparent.
    public var dominantColor: String?

    /// Creates a placeholder from texts.
    public init(thumbHash: String, dominantColor: String?) {
        self.thumbHash = thumbHash
        self.dominantColor = dominantColor
    }
}
