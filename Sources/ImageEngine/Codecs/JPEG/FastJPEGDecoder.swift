import CImageSupport
import CJPEG

/// The fast decoder. It takes most files of cameras, and declines others before the first row.
@safe final class FastJPEGDecoder: JPEGRowDecoder {
    private let handle: OpaquePointer

    init() throws(ImageError) {
        guard let handle = unsafe ic_fast_jpeg_create() else { throw .outOfMemory }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_fast_jpeg_free(handle) }

    var warnings: Int { unsafe ic_fast_jpeg_warnings(handle) }

    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> LaneDecoderAnswer {
        let start = offset
        offset = bytes.count
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe ic_fast_jpeg_append(handle, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
        }
        _ = try progress(status)
        return .more
    }

    /// Begins, once the header was read, if the decoder takes this file and can give all that is wanted of it; else it cannot
    /// be used. `requantizations` are the files that it makes from the coefficients beside, each with its quality and metadata.
    func begins(
        _ demand: DecodeDemand,
        _ requantizations: [(quality: Int, exif: [UInt8]?)]
    ) throws(ImageError) -> Bool {
        var header = ic_jpeg_header()
        var status = unsafe ic_fast_jpeg_read_header(handle, &header)
        for wanted in requantizations where status == IC_OK {
            let quality = Int32(truncatingIfNeeded: wanted.quality)
            status = unsafe (wanted.exif ?? []).withUnsafeBufferPointer { exif in
                unsafe ic_fast_jpeg_add_recompression(handle, quality, exif.baseAddress, exif.count)
            }
        }
        if status == IC_OK {
            let eighths = Int32(truncatingIfNeeded: demand.shrink.eighths)
            status = unsafe ic_fast_jpeg_start(handle, eighths, demand.halvesChroma ? 1 : 0)
        }
        if status == IC_NO_MEMORY { throw .outOfMemory }
        return status == IC_OK
    }

    /// A file that was to be made from coefficients, whole once all rows were decoded.
    func requantized(_ index: Int) -> [UInt8] {
        let output = unsafe ic_fast_jpeg_recompressed(handle, Int32(truncatingIfNeeded: index)).pointee
        return unsafe [UInt8](UnsafeBufferPointer(start: output.data, count: output.count))
    }

    func start(eighths: Int) -> JPEGProgress { .ready }

    func plane(_ index: Int) -> (size: PixelSize, blockSize: Int) {
        let plane = unsafe ic_fast_jpeg_plane(handle, Int32(truncatingIfNeeded: index))
        return (PixelSize(width: Int(plane.width), height: Int(plane.height)), Int(plane.block_size))
    }

    func decodeRows() throws(ImageError) -> JPEGProgress {
        try progress(unsafe ic_fast_jpeg_read_rows(handle))
    }

    func forEachRow(
        of plane: Int,
        width: Int,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        let rows = unsafe ic_fast_jpeg_rows(handle, Int32(truncatingIfNeeded: plane))
        guard let samples = unsafe rows.samples else { return }
        for row in 0..<Int(unsafe rows.rows) {
            try body(unsafe Span(_unsafeStart: samples + row * rows.stride, count: width))
        }
    }

    private func progress(_ status: ic_status) throws(ImageError) -> JPEGProgress {
        try JPEGProgress(status, unsafe String(cString: ic_fast_jpeg_message(handle)))
    }
}
