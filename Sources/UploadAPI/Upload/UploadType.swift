/// A kind of image that may be uploaded.
public enum UploadType: String, Sendable, CaseIterable {
    case jpeg = "image/jpeg"
    case png = "image/png"

    /// The media type.
    public var contentType: String { rawValue }

    /// The extensions of file names, the usual one first.
    var extensions: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg"]
        case .png: ["png"]
        }
    }

    /// The kind whose magic bytes `bytes` begins with: what the sender calls it does not count.
    static func identify(_ bytes: ArraySlice<UInt8>) -> UploadType? {
        allCases.first { bytes.starts(with: $0.magic) }
    }

    private var magic: [UInt8] {
        switch self {
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        }
    }
}
