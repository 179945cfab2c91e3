import CImageSupport
import CJPEG

/// libjpeg's encoder, fed planes by rows of MCUs, or interleaved rows. One owner, one picture.
@safe final class JPEGEncoder: PlaneEncoder {
    private enum Input {
        case grayPlane
        case yccPlanes
        case grayRows
        case rgbRows
    }

    /// Pixels a side that libjpeg can encode.
    static let maxSide = 65_500

    static let holdsAlpha = false

    static let planeForm = PlaneForm.jfif

    /// Below this many pixels a side, tables made for the picture save 7 % of the bytes for 0.1 ms; above, less than
    /// 1 % for a second pass over all coefficients.
    private static let sideWorthOwnTables = 400

    static func makesOwnTables(_ size: PixelSize) -> Bool { max(size.width, size.height) <= sideWorthOwnTables }

    /// The coefficients, where two passes are made over them, and the file, which grows by doubling and is copied once.
    static func peak(_ encoding: Encoding) -> Int {
        let pixels = encoding.size.width * encoding.size.height
        let settings = encoding.settings
        let passes = settings.progressive || makesOwnTables(encoding.size)
        let coefficients = passes ? 2 * pixels * (settings.chroma == .yuv444 ? 3 : 2) : 0
        return coefficients + pixels * (settings.clampedQuality >= RenditionSettings.fineQuality ? 3 : 1) / 2
    }

    static func choices(_ settings: RenditionSettings) -> [String] {
        ["quality \(settings.quality)", settings.chroma.rawValue] + (settings.progressive ? ["progressive"] : [])
    }

    let rowsAtOnce: [Int]
    private let handle: OpaquePointer

    convenience init(_ encoding: Encoding) throws(ImageError) {
        try self.init(encoding, encoding.channels == 1 ? .grayRows : .rgbRows)
    }

    convenience init(_ encoding: Encoding, planes: Int) throws(ImageError) {
        try self.init(encoding, planes > 1 ? .yccPlanes : .grayPlane)
    }

    private init(_ encoding: Encoding, _ input: Input) throws(ImageError) {
        let (size, settings) = (encoding.size, encoding.settings)
        rowsAtOnce = input == .yccPlanes ? [settings.chroma == .yuv420 ? 16 : 8, 8, 8] : [8]
        guard let handle = unsafe ic_jpeg_encoder_create() else { throw .outOfMemory }
        var description = ic_jpeg_encoding(
            width: UInt32(truncatingIfNeeded: size.width),
            height: UInt32(truncatingIfNeeded: size.height),
            input: Self.input(input),
            chroma_halved: settings.chroma == .yuv420 ? 1 : 0,
            quality: Int32(truncatingIfNeeded: settings.clampedQuality),
            optimize: Self.makesOwnTables(size) ? 1 : 0,
            progressive: settings.progressive ? 1 : 0
        )
        let status = unsafe (encoding.exif ?? []).withUnsafeBufferPointer {
            unsafe ic_jpeg_encoder_start(handle, &description, $0.baseAddress, $0.count)
        }
        if status != IC_OK {
            let error = unsafe Self.error(status, handle)
            unsafe ic_jpeg_encoder_free(handle)
            throw error
        }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_jpeg_encoder_free(handle) }

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

    func writePlanes() throws(ImageError) {
        try check(unsafe ic_jpeg_encoder_write_planes(handle))
    }

    func write(row: Span<UInt8>) throws(ImageError) {
        try check(unsafe row.withUnsafeBufferPointer { unsafe ic_jpeg_encoder_write_row(handle, $0.baseAddress) })
    }

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
