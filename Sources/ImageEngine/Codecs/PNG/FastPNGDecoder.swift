import CImageSupport
import CPNG

/// The fast decoder for pictures that may be held whole: pixels only, and only when nothing about the file is unusual.
///
/// Until its rows were read, libpng can take over whenever it answers nil or false.
@safe final class FastPNGDecoder: LaneDecoder {
    private let handle: OpaquePointer

    /// Compressed and decoded data may take `memoryLimit` bytes.
    init(memoryLimit: Int) throws(ImageError) {
        guard let handle = unsafe ic_fast_png_create(max(memoryLimit, 0)) else { throw .outOfMemory }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_fast_png_free(handle) }

    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> LaneDecoderAnswer {
        let piece = bytes.extracting(offset..<bytes.count)
        offset = bytes.count
        let status = unsafe piece.withUnsafeBufferPointer {
            unsafe ic_fast_png_feed(handle, $0.baseAddress, $0.count)
        }
        switch status {
        case IC_OK: return .more
        case IC_DONE: return .end
        case IC_NO_MEMORY: throw .outOfMemory
        default: return .declined
        }
    }

    /// Decodes the picture, after its end.
    /// - Returns: its shape, or nil when the decoder does not take the file.
    func finish() throws(ImageError) -> (size: PixelSize, channels: Int)? {
        let status = unsafe ic_fast_png_finish(handle)
        if status == IC_NO_MEMORY { throw .outOfMemory }
        guard status == IC_OK else { return nil }
        let shape = unsafe ic_fast_png_picture(handle)
        return (PixelSize(width: Int(shape.width), height: Int(shape.height)), Int(shape.channels))
    }

    /// What the file says about itself after its pixels.
    var lateNotes: PNGNotes { unsafe PNGNotes(ic_fast_png_late_notes(handle)) }

    /// A row of a picture that was finished, `length` bytes long.
    func withRow(_ row: Int, length: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        let start = unsafe ic_fast_png_row(handle, UInt32(truncatingIfNeeded: row))
        guard let start = unsafe start else { return }
        try body(unsafe Span(_unsafeStart: start, count: length))
    }
}
