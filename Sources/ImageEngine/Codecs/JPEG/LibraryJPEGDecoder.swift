import CImageSupport
import CJPEG

/// libjpeg, giving raw planes. It reads the header for both lanes.
@safe final class LibraryJPEGDecoder: JPEGRowDecoder {
    private let handle: OpaquePointer

    init() throws(ImageError) {
        guard let handle = unsafe ic_jpeg_decoder_create() else { throw .outOfMemory }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_jpeg_decoder_free(handle) }

    var warnings: Int { unsafe ic_jpeg_decoder_warnings(handle) }

    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> LaneDecoderAnswer {
        let start = offset
        offset = bytes.count
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe ic_jpeg_decoder_append(handle, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
        }
        _ = try progress(status)
        return .more
    }

    /// Reads up to the first scan's header, which must have been appended.
    func readHeader() throws(ImageError) -> JPEGComponents {
        var header = ic_jpeg_header()
        guard try progress(unsafe ic_jpeg_decoder_read_header(handle, &header)) == .ready else {
            throw .corrupt("no scan header where one should be")
        }
        let horizontal = header.sampling_x
        let vertical = header.sampling_y
        let factors = [
            (horizontal.0, vertical.0), (horizontal.1, vertical.1), (horizontal.2, vertical.2),
            (horizontal.3, vertical.3),
        ].prefix(Int(header.planes))
        guard let model = Self.model(header.model) else {
            throw .unsupported("a JPEG of \(header.planes) components of unknown meaning")
        }
        return JPEGComponents(
            model: model,
            isInverted: header.has_adobe_marker != 0,
            sampling: factors.map { .init(horizontal: Int($0.0), vertical: Int($0.1)) }
        )
    }

    func start(eighths: Int) throws(ImageError) -> JPEGProgress {
        try progress(unsafe ic_jpeg_decoder_start(handle, Int32(truncatingIfNeeded: eighths)))
    }

    func plane(_ index: Int) -> (size: PixelSize, blockSize: Int) {
        let plane = unsafe ic_jpeg_decoder_plane(handle, Int32(truncatingIfNeeded: index))
        return (PixelSize(width: Int(plane.width), height: Int(plane.height)), Int(plane.block_size))
    }

    func decodeRows() throws(ImageError) -> JPEGProgress {
        try progress(unsafe ic_jpeg_decoder_read_rows(handle))
    }

    func forEachRow(
        of plane: Int,
        width: Int,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        let rows = unsafe ic_jpeg_decoder_rows(handle, Int32(truncatingIfNeeded: plane))
        guard let samples = unsafe rows.samples else { return }
        for row in 0..<Int(unsafe rows.rows) {
            try body(unsafe Span(_unsafeStart: samples + row * rows.stride, count: width))
        }
    }

    private func progress(_ status: ic_status) throws(ImageError) -> JPEGProgress {
        try JPEGProgress(status, unsafe String(cString: ic_jpeg_decoder_message(handle)))
    }

    private static func model(_ model: ic_jpeg_model) -> ColorModel? {
        switch model {
        case IC_JPEG_GRAY: .gray
        case IC_JPEG_YCC: .ycc
        case IC_JPEG_RGB: .rgb
        case IC_JPEG_CMYK: .cmyk
        case IC_JPEG_YCCK: .ycck
        default: nil
        }
    }
}
