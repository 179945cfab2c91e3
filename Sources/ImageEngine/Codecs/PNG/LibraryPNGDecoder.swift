import CImageSupport
import CPNG

/// libpng's progressive reader, giving rows of 8-bit gray, gray+alpha, RGB or RGBA. One owner, one picture.
@safe final class LibraryPNGDecoder: LaneDecoder {
    /// What comes before the pixels.
    struct Metadata {
        var size: PixelSize
        var channels: Int
        var bitDepth: Int
        var hasPalette: Bool
        var isInterlaced: Bool

        /// What gAMA and cHRM chunks say about the colors; nil where an sRGB chunk overrules them.
        var gamma: Double?
        var chromaticities: [Double]?
        var profile: [UInt8]
    }

    /// Bytes given to libpng at once. It inflates all of them before it answers, so this times 1,032 is what can gather.
    static let sliceLength = 4096

    private let handle: OpaquePointer

    init(chunkLimit: Int) throws(ImageError) {
        guard let handle = unsafe ic_png_decoder_create(max(chunkLimit, 1)) else { throw .outOfMemory }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe ic_png_decoder_free(handle) }

    /// Libpng's count of oddities that it could decode.
    var warnings: Int { unsafe ic_png_decoder_warnings(handle) }

    /// What the file said about itself so far.
    var notes: PNGNotes { unsafe PNGNotes(ic_png_decoder_notes(handle)) }

    /// Decodes a slice, whose rows are to be taken before the next one.
    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> LaneDecoderAnswer {
        let slice = bytes.extracting(offset..<min(offset + Self.sliceLength, bytes.count))
        offset += slice.count
        let status = unsafe slice.withUnsafeBufferPointer {
            unsafe ic_png_decoder_feed(handle, $0.baseAddress, $0.count)
        }
        switch status {
        case IC_OK: return .more
        case IC_DONE: return .end
        case IC_NO_MEMORY: throw .outOfMemory
        default: throw .corrupt(unsafe String(cString: ic_png_decoder_message(handle)))
        }
    }

    /// What comes before the pixels, once it was read.
    var metadata: Metadata? {
        var header = unsafe ic_png_header()
        guard unsafe ic_png_decoder_header(handle, &header) != 0 else { return nil }
        let isSRGB = unsafe header.is_srgb != 0
        let gamma = unsafe header.gamma
        let hasChromaticities = unsafe header.has_chromaticities != 0
        let xy = unsafe header.chromaticities
        let chromaticities = [xy.0, xy.1, xy.2, xy.3, xy.4, xy.5, xy.6, xy.7]
        return Metadata(
            size: PixelSize(width: Int(unsafe header.width), height: Int(unsafe header.height)),
            channels: Int(unsafe header.channels),
            bitDepth: Int(unsafe header.bit_depth),
            hasPalette: unsafe header.has_palette != 0,
            isInterlaced: unsafe header.is_interlaced != 0,
            gamma: isSRGB || gamma <= 0 ? nil : gamma,
            chromaticities: isSRGB || !hasChromaticities ? nil : chromaticities,
            profile: unsafe [UInt8](UnsafeBufferPointer(start: header.profile, count: header.profile_count))
        )
    }

    /// Whether rows were decoded since the last time that they were taken.
    var hasRows: Bool {
        var count = 0
        _ = unsafe ic_png_decoder_rows(handle, &count)
        return count > 0
    }

    /// Gives the rows decoded since the last time, of the given length.
    func takeRows(length: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        var count = 0
        guard let rows = unsafe ic_png_decoder_rows(handle, &count) else { return }
        for row in 0..<count {
            try body(unsafe Span(_unsafeStart: rows + row * length, count: length))
        }
        unsafe ic_png_decoder_take_rows(handle)
    }
}
