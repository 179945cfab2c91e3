import CImageSupport
import CPNG

/// A PNG encoder, fed rows: libpng, or our own for a picture that may be held whole. One owner, one picture.
@safe struct PNGEncoder: ~Copyable {
    /// zlib's level, where libpng writes: 6 saves 2 % of the bytes for 1.5 to 2 times the time, 3 costs 10 % more bytes.
    private static let compression: Int32 = 5

    private let handle: OpaquePointer

    /// Begins a picture of 1...4 channels; with a palette, of one byte for each pixel, an index. `exif` is a TIFF block.
    /// One that is held whole finds a palette by itself.
    init(
        size: PixelSize,
        channels: Int,
        palette: Palette? = nil,
        exif: [UInt8]? = nil,
        isWhole: Bool = false
    ) throws(ImageError) {
        guard let handle = unsafe ic_png_encoder_create() else { throw .outOfMemory }
        let entries = palette?.entries ?? []
        let status = unsafe entries.withUnsafeBufferPointer { entries in
            unsafe (exif ?? []).withUnsafeBufferPointer { exif in
                var encoding = unsafe ic_png_encoding(
                    width: UInt32(truncatingIfNeeded: size.width),
                    height: UInt32(truncatingIfNeeded: size.height),
                    channels: Int32(truncatingIfNeeded: channels),
                    bit_depth: Int32(truncatingIfNeeded: palette?.bitDepth ?? 8),
                    palette: entries.isEmpty ? nil : entries.baseAddress,
                    palette_count: Int32(truncatingIfNeeded: entries.count / 4),
                    exif: exif.isEmpty ? nil : exif.baseAddress,
                    exif_count: exif.count,
                    is_srgb: 0,
                    compression: Self.compression,
                    is_whole: isWhole ? 1 : 0
                )
                return unsafe ic_png_encoder_start(handle, &encoding)
            }
        }
        if status != IC_OK {
            let error = unsafe Self.error(status, handle)
            unsafe ic_png_encoder_free(handle)
            throw error
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_png_encoder_free(handle) }

    /// The next row, as many bytes as the picture is wide times its channels.
    func write(row: Span<UInt8>) throws(ImageError) {
        try check(unsafe row.withUnsafeBufferPointer { unsafe ic_png_encoder_write_row(handle, $0.baseAddress) })
    }

    /// Ends the picture after its last row.
    /// - Returns: the whole file.
    func finish() throws(ImageError) -> [UInt8] {
        try check(unsafe ic_png_encoder_finish(handle))
        let output = unsafe ic_png_encoder_output(handle).pointee
        return unsafe [UInt8](UnsafeBufferPointer(start: output.data, count: output.count))
    }

    private func check(_ status: ic_status) throws(ImageError) {
        if status != IC_OK { throw unsafe Self.error(status, handle) }
    }

    private static func error(_ status: ic_status, _ handle: OpaquePointer) -> ImageError {
        status == IC_NO_MEMORY
            ? .outOfMemory : .unsupported(unsafe String(cString: ic_png_encoder_message(handle)))
    }
}
