import FoundationEssentials

/// The files that tests read.
public enum Repository {
    /// The folder that Package.swift is in, with a slash at the end.
    public static let root: String = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path(percentEncoded: false)
    }()

    /// Pictures, vectors and tools that are not kept in the repository, on machines that have them; `nil` unless `MINILAB_SHARED`
    /// names their folder.
    public static let shared = ProcessInfo.processInfo.environment["MINILAB_SHARED"]

    /// The path of a file below `Tests/Fixtures`.
    public static func fixture(_ name: String) -> String { root + "Tests/Fixtures/" + name }

    /// The bytes of a file whose path begins at the root.
    public static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: root + path)))
    }
}
