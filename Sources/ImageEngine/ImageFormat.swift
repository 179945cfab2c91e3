/// A format that the engine reads and writes.
public enum ImageFormat: String, Sendable, CaseIterable, Codable {
    case jpeg
    case png

    /// The media type (IANA).
    public var contentType: String { "image/\(rawValue)" }

    /// The usual extension of a file name.
    public var fileExtension: String { self == .jpeg ? "jpg" : "png" }

    /// As many first bytes of a file as `identify` looks at.
    public static let prefixLength = 8

    /// The format by the first bytes alone: a name or a declared type is often wrong.
    ///
    /// Fewer than `prefixLength` bytes may be given; a PNG is not recognized by them.
    /// - Returns: nil for every other format.
    public static func identify(_ prefix: Span<UInt8>) -> Self? {
        if begins(prefix, [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if begins(prefix, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        return nil
    }

    private static func begins(_ bytes: Span<UInt8>, _ signature: [UInt8]) -> Bool {
        bytes.count >= signature.count && signature.indices.allSatisfy { bytes[$0] == signature[$0] }
    }
}
