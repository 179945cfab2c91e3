/// What an image is called everywhere: its bucket and its key, `photos/in/a.jpg`.
///
/// Keys are bytes to S3, so two ids are equal only if their UTF-8 is: `ä` in one piece and `a` with a combining mark are two images.
public struct ImageID: Sendable, Hashable, CustomStringConvertible {
    /// The id as rows, answers and logs carry it.
    public let description: String

    /// The id of the object at `key` of `bucket`.
    public init(bucket: String, key: String) {
        description = "\(bucket)/\(key)"
    }

    /// The id that a row carries.
    init(_ text: String) {
        description = text
    }

    /// Compares bytes.
    public static func == (left: ImageID, right: ImageID) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes bytes.
    public func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(byte) }
    }
}
