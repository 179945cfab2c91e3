import CImageSupport
import CPNG

/// A PNG encoder, fed rows: libpng, or our own for a picture that may be held whole. One owner, one picture.
@safe final class PNGEncoder: ImageEncoder {
    /// How a picture is stored.
    enum Form {
        /// As it is given, row by row, by libpng.
        case given

        /// Held whole, in the smallest form that loses nothing: without an alpha channel that is opaque throughout, gray, a
        /// palette. By libpng, or faster and smaller by our own.
        case smallest(byLibrary: Bool)
    }

    /// As libpng has it.
    static let maxSide = Int(Int32.max)

    static let holdsAlpha = true

    /// zlib's level, where libpng writes: 6 saves 2 % of the bytes for 1.5 to 2 times the time, 3 costs 10 % more bytes.
    private static let compression: Int32 = 5

    private let handle: OpaquePointer

    /// Begins a picture of 1...4 channels. `exif` is a TIFF block.
    init(size: PixelSize, channels: Int, exif: [UInt8]? = nil, form: Form = .given) throws(ImageError) {
        guard let handle = unsafe ic_png_encoder_create() else { throw .outOfMemory }
        let (isWhole, byLibrary): (Int32, Int32) =
            switch form {
            case .given: (0, 1)
            case .smallest(let byLibrary): (1, byLibrary ? 1 : 0)
            }
        let status = unsafe (exif ?? []).withUnsafeBufferPointer { exif in
            var encoding = unsafe ic_png_encoding(
                width: UInt32(truncatingIfNeeded: size.width),
                height: UInt32(truncatingIfNeeded: size.height),
                channels: Int32(truncatingIfNeeded: channels),
                exif: exif.isEmpty ? nil : exif.baseAddress,
                exif_count: exif.count,
                compression: Self.compression,
                is_whole: isWhole,
                by_library: byLibrary
            )
            return unsafe ic_png_encoder_start(handle, &encoding)
        }
        if status != IC_OK {
            let error = unsafe Self.error(status, handle)
            unsafe ic_png_encoder_free(handle)
            throw error
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_png_encoder_free(handle) }

    func write(row: Span<UInt8>) throws(ImageError) {
        try check(unsafe row.withUnsafeBufferPointer { unsafe ic_png_encoder_write_row(handle, $0.baseAddress) })
    }

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

extension PNGEncoder {
    convenience init(_ encoding: Encoding) throws(ImageError) {
        try self.init(
            size: encoding.size,
            channels: encoding.channels,
            exif: encoding.exif,
            form: encoding.isWhole || Self.holds(encoding) ? .smallest(byLibrary: !encoding.isWhole) : .given
        )
    }

    /// The finished file, and the rows that are held to look for few colors again.
    static func peak(_ encoding: Encoding) -> Int {
        encoding.size.width * encoding.size.height * encoding.channels + (holds(encoding) ? heldBytes(encoding) : 0)
    }

    /// The rows, and libdeflate's tables.
    static func wholeBytes(_ encoding: Encoding) -> Int {
        let bytes = heldBytes(encoding) + 700_000
        // PNG counts the bytes of a chunk in 31 bits.
        return bytes < 1 << 30 ? bytes : 0
    }

    private static func holds(_ encoding: Encoding) -> Bool {
        encoding.hadPalette && heldBytes(encoding) < 1 << 30
    }

    private static func heldBytes(_ encoding: Encoding) -> Int {
        (encoding.size.width * encoding.channels + 1) * (encoding.size.height + 5)
    }
}
