import Encodings
public import ImageFormats

/// Why a picture is refused or could not be made. Each case is a fact about the bytes and the limits given, and
/// trying again with the same ones changes nothing, `outOfMemory` apart.
public enum ImageError: Error, Equatable, Sendable {
    /// There are no bytes.
    case empty

    /// The first bytes, of which some are given, belong to no known format.
    case unknownFormat(prefix: [UInt8])

    /// The format is known, but the limits do not list it, or nothing reads it.
    case formatNotAccepted(ImageFormat, accepted: [ImageFormat])

    /// More bytes than allowed; the count is of those seen so far.
    case tooManyBytes(Int, limit: Int)

    /// The header declares more pixels than allowed.
    case tooManyPixels(PixelSize, limit: Int)

    /// The header declares a side of no pixels, or leaves it to a later marker.
    case noPixels(PixelSize)

    /// The peak computed from the header is above what the function has.
    case needsMemory(predicted: Int, limit: Int)

    /// A picture in more passes than allowed: each one costs a walk over the whole picture.
    case tooManyScans(limit: Int)

    /// An embedded profile of more bytes than allowed.
    case tooMuchMetadata(Int, limit: Int)

    /// The bytes end before the picture does.
    case truncated(after: Int)

    /// The bytes break the format or do not decode; the text is the library's.
    case corrupt(String)

    /// A form of the format that is not read, or a rendition that its format cannot hold.
    case unsupported(String)

    /// An allocation failed.
    case outOfMemory
}

extension ImageError {
    /// Bytes that begin like no known format.
    static func unknown(_ bytes: Span<UInt8>) -> ImageError {
        .unknownFormat(prefix: [UInt8](bytes.extracting(first: 8)))
    }
}

extension ImageError: CustomStringConvertible {
    /// The reason for a person to read, naming value and limit.
    public var description: String {
        switch self {
        case .empty: "the file is empty"
        case .unknownFormat(let prefix):
            "no \(ImageFormat.names(of: ImageFormat.readable, joinedBy: "or")): it begins with \(Hexadecimal.spaced(prefix))"
        case .formatNotAccepted(let format, let accepted):
            "\(format.name) is not accepted here, only \(ImageFormat.names(of: accepted, joinedBy: "and"))"
        case .tooManyBytes(let count, let limit): "\(count) bytes or more, over the limit of \(limit)"
        case .tooManyPixels(let size, let limit):
            "\(size.width)x\(size.height) pixels, over the limit of \(limit)"
        case .noPixels(let size): "\(size.width)x\(size.height) pixels: a side without pixels"
        case .needsMemory(let predicted, let limit):
            "would need \(predicted) bytes of memory, over the limit of \(limit)"
        case .tooManyScans(let limit): "more progressive scans than the limit of \(limit)"
        case .tooMuchMetadata(let count, let limit):
            "an embedded profile of \(count) bytes or more, over the limit of \(limit)"
        case .truncated(let count): "cut off after \(count) bytes"
        case .corrupt(let reason): "damaged: \(reason)"
        case .unsupported(let reason): "not supported: \(reason)"
        case .outOfMemory: "out of memory"
        }
    }
}
