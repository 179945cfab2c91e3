/// An image format that is told by its first bytes. Some are only recognized, so that a refusal can name them.
public enum ImageFormat: String, Sendable, CaseIterable, Codable {
    case jpeg
    case png
    case webp
    case avif
    case heic
    case gif
    case jxl
    case raw
    case tiff
    case bmp
    case svg
}

extension ImageFormat {
    /// The formats whose pictures can be read.
    public static let readable = allCases.filter { $0.facts.support != .recognized }

    /// The formats that renditions can be written in.
    public static let writable = allCases.filter { $0.facts.support == .written }

    /// The name that people know it by.
    public var name: String { facts.name }

    /// The media type (IANA).
    public var mediaType: String { facts.mediaType }

    /// The extensions of file names, the usual one first.
    public var fileExtensions: [String] { facts.fileExtensions }

    /// The usual extension of a file name.
    public var fileExtension: String { facts.fileExtensions[0] }

    /// What a rendition "in the same format" is written in: the format itself, or the one that stands in for it.
    public func written(hasAlpha: Bool) -> ImageFormat {
        if facts.support == .written { return self }
        return hasAlpha ? .png : .jpeg
    }

    /// Names for a sentence: `JPEG, PNG or WebP`.
    public static func names(of formats: [ImageFormat], joinedBy conjunction: String) -> String {
        let names = formats.map(\.name)
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
