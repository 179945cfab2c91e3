import CImageSupport
import CJPEG

/// A JPEG decoder that gives planes as they are stored, of a picture whose header was read.
///
/// Bytes are appended as they come; each step answers `.needsInput` when they are used up, and is called again later.
protocol JPEGRowDecoder: LaneDecoder {
    /// Begins at a scale, in eighths; a library reads a picture of several scans to its end first.
    func start(eighths: Int) throws(ImageError) -> JPEGProgress

    /// A plane's size in samples, and the samples a side of a block that was 8.
    func plane(_ index: Int) -> (size: PixelSize, blockSize: Int)

    /// Decodes the next row of MCUs, to be read with `forEachRow`.
    func decodeRows() throws(ImageError) -> JPEGProgress

    /// The rows of a plane that were decoded last, top to bottom.
    func forEachRow(
        of plane: Int,
        width: Int,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError)

    /// The number of oddities that did not keep it from being decoded.
    var warnings: Int { get }
}

/// How far a step has come.
enum JPEGProgress: Equatable {
    case ready
    case needsInput
    case done
}

extension JPEGProgress {
    /// What a decoder's answer means; `message` is its own.
    init(_ status: ic_status, _ message: @autoclosure () -> String) throws(ImageError) {
        switch status {
        case IC_OK: self = .ready
        case IC_NEED_INPUT: self = .needsInput
        case IC_DONE: self = .done
        case IC_NO_MEMORY: throw .outOfMemory
        case IC_UNSUPPORTED: throw .unsupported(message())
        default: throw .corrupt(message())
        }
    }
}
