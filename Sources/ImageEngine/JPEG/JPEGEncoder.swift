import CImageSupport
import CJPEG

/// libjpeg's encoder, fed planes by rows of MCUs, or interleaved rows. One owner, one picture.
@safe struct JPEGEncoder: ~Copyable {
    enum Input {
        case grayPlane
        case yccPlanes
        case grayRows
        case rgbRows
    }

    /// Pixels a side that libjpeg can encode.
    static let maxSide = 65_500

    /// Below this many pixels a side, tables made for the picture save 7 % of the bytes for 0.1 ms; above, less than
    /// 1 % for a second pass over all coefficients.
    private static let sideWorthOwnTables = 400

    static func makesOwnTables(_ size: PixelSize) -> Bool { max(size.width, size.height) <= sideWorthOwnTables }

    private let handle: OpaquePointer

    /// Begins a picture; `exif` is a TIFF block.
    init(
        size: PixelSize,
        input: Input,
        settings: RenditionSettings,
        exif: [UInt8]?
    ) throws(ImageError) {
        guard (1...Self.maxSide).contains(size.width), (1...Self.maxSide).contains(size.height) else {
            throw .unsupported("a JPEG of \(size.width)x\(size.height) pixels: a side holds at most \(Self.maxSide)")
        }
        guard let handle = unsafe ic_jpeg_encoder_create() else { throw .outOfMemory }
        var encoding = ic_jpeg_encoding(
            width: UInt32(truncatingIfNeeded: size.width),
            height: UInt32(truncatingIfNeeded: size.height),
            input: Self.input(input),
            chroma_halved: settings.chroma == .yuv420 ? 1 : 0,
            quality: Int32(truncatingIfNeeded: settings.clampedQuality),
            optimize: Self.makesOwnTables(size) ? 1 : 0,
            progressive: settings.progressive ? 1 : 0
        )
        let status = unsafe (exif ?? []).withUnsafeBufferPointer {
            unsafe ic_jpeg_encoder_start(handle, &encoding, $0.baseAddress, $0.count)
        }
        if status != IC_OK {
            let error = unsafe Self.error(status, handle)
            unsafe ic_jpeg_encoder_free(handle)
            throw error
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_jpeg_encoder_free(handle) }

    /// Puts rows of a plane, one behind the other, into the next row of MCUs.
    func set(plane: Int, _ samples: Span<UInt8>, rows: Int) throws(ImageError) {
        let status = unsafe samples.withUnsafeBufferPointer {
            unsafe ic_jpeg_encoder_set_plane(
                handle,
                Int32(truncatingIfNeeded: plane),
                $0.baseAddress,
                UInt32(truncatingIfNeeded: rows)
            )
        }
        try check(status)
    }

    /// Encodes the row of MCUs whose planes were set.
    func writePlanes() throws(ImageError) {
        try check(unsafe ic_jpeg_encoder_write_planes(handle))
    }

    /// The next row of gray or RGB pixels, as many bytes as the picture is wide times its channels.
    func write(row: Span<UInt8>) throws(ImageError) {
        try check(unsafe row.withUnsafeBufferPointer { unsafe ic_jpeg_encoder_write_row(handle, $0.baseAddress) })
    }

    /// Ends the picture after its last row.
    /// - Returns: the whole file.
    func finish() throws(ImageError) -> [UInt8] {
        try check(unsafe ic_jpeg_encoder_finish(handle))
        let output = unsafe ic_jpeg_encoder_output(handle).pointee
        return unsafe [UInt8](UnsafeBufferPointer(start: output.data, count: output.count))
    }

    private func check(_ status: ic_status) throws(ImageError) {
        if status != IC_OK { throw unsafe Self.error(status, handle) }
    }

    private static func error(_ status: ic_status, _ handle: OpaquePointer) -> ImageError {
        status == IC_NO_MEMORY
            ? .outOfMemory : .unsupported(unsafe String(cString: ic_jpeg_encoder_message(handle)))
    }

    private static func input(_ input: Input) -> ic_jpeg_input {
        switch input {
        case .grayPlane: IC_JPEG_FROM_GRAY_PLANE
        case .yccPlanes: IC_JPEG_FROM_YCC_PLANES
        case .grayRows: IC_JPEG_FROM_GRAY_ROWS
        case .rgbRows: IC_JPEG_FROM_RGB_ROWS
        }
    }
}
