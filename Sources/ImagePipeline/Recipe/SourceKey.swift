/// The parts of a source key that templates refer to.
///
/// Keys are bytes to S3: nothing is normalized. A Unicode extended grapheme may span a `/` or a `.` (combining marks), so the
/// key is split by its UTF-8.
public struct SourceKey: Sendable, Equatable {
    /// The whole key.
    public let key: String
    /// The folders below the recipe's prefix, with the last slash; empty without folders.
    public let path: String
    /// The file name.
    public let name: String
    /// The file name without its extension; a leading dot begins no extension.
    public let stem: String
    /// The extension without its dot; `nil` for none.
    public let fileExtension: String?

    /// Splits `key`; `nil` when it does not begin with `prefix`.
    public init?(_ key: String, below prefix: String) {
        guard key.utf8.starts(with: prefix.utf8) else { return nil }
        self.key = key
        let slash = UInt8(ascii: "/")
        let utf8 = key.utf8
        let nameStart = utf8.lastIndex(of: slash).map { utf8.index(after: $0) } ?? utf8.startIndex
        let pathStart = utf8.index(utf8.startIndex, offsetBy: prefix.utf8.count)
        // A prefix may end inside a file name ("IMG_"): there is no folder below it then.
        path = pathStart < nameStart ? String(key[pathStart..<nameStart]) : ""
        name = String(key[nameStart...])
        let nameBytes = name.utf8
        if let dot = nameBytes.lastIndex(of: UInt8(ascii: ".")), dot > nameBytes.startIndex,
            nameBytes.index(after: dot) < nameBytes.endIndex
        {
            stem = String(name[..<dot])
            fileExtension = String(name[nameBytes.index(after: dot)...])
        } else {
            stem = name
            fileExtension = nil
        }
    }

    /// Whether the key is the marker of a folder, as consoles make it.
    public var isFolderMarker: Bool { key.utf8.last == UInt8(ascii: "/") }
}
