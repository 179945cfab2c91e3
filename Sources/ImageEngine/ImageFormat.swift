/// A format that the engine reads and writes.
public enum ImageFormat: String, Sendable, CaseIterable, Codable {
    case jpeg
    case png

    /// The media type (IANA).
    public var contentType: String { "image/\(rawValue)" }

    /// The usual extension of a file name.
    public var fileExtension: String { self == .jpeg ? "jpg" : "png" }
}
