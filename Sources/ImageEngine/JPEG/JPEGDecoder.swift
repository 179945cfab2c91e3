import CImageSupport
import CJPEG

/// A JPEG decoder that gives planes as they are stored. One owner, one picture.
///
/// Bytes are appended as they come; each step answers `.needsInput` when they are used up, and is called again later.
/// Until a scale is prepared, two decoders read the header: libjpeg, and the fast one, which takes over if it can.
@safe struct JPEGDecoder: ~Copyable {
    enum Progress: Equatable {
        case ready
        case needsInput
        case done
    }

    private let library: OpaquePointer

    /// Nil once it is known not to take this file.
    private var fast: OpaquePointer?

    /// Whether the fast decoder has taken over.
    private(set) var isFast = false

    init(_ codec: Codec) throws(ImageError) {
        guard let library = unsafe ic_jpeg_decoder_create() else { throw .outOfMemory }
        let fast = unsafe codec == .fast ? ic_fast_jpeg_create() : nil
        if unsafe codec == .fast && fast == nil {
            unsafe ic_jpeg_decoder_free(library)
            throw .outOfMemory
        }
        unsafe self.library = unsafe library
        unsafe self.fast = unsafe fast
    }

    deinit {
        unsafe ic_jpeg_decoder_free(library)
        unsafe ic_fast_jpeg_free(fast)
    }

    /// The count of oddities that did not keep it from being decoded.
    var warnings: Int {
        unsafe isFast ? ic_fast_jpeg_warnings(fast) : ic_jpeg_decoder_warnings(library)
    }

    func append(_ bytes: Span<UInt8>) throws(ImageError) {
        let (library, fast, isFast) = unsafe (library, fast, isFast)
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            if let fast = unsafe fast {
                let status = unsafe ic_fast_jpeg_append(fast, bytes.baseAddress, bytes.count)
                if isFast || status != IC_OK { return status }
            }
            return unsafe ic_jpeg_decoder_append(library, bytes.baseAddress, bytes.count)
        }
        _ = try progress(status)
    }

    /// Reads up to the first scan's header, which must have been appended.
    func readHeader() throws(ImageError) -> JPEGComponents {
        var header = ic_jpeg_header()
        guard try progress(unsafe ic_jpeg_decoder_read_header(library, &header)) == .ready else {
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

    /// Settles which decoder goes on, once the header was read.
    /// - Returns: whether the fast one does, since it takes this file and can give all that is wanted of it.
    mutating func letFastTakeOver(
        _ demand: DecodeDemand,
        _ requantizations: [(quality: Int, exif: [UInt8]?)]
    ) throws(ImageError) -> Bool {
        guard let fast = unsafe fast else { return false }
        var header = ic_jpeg_header()
        var status = unsafe ic_fast_jpeg_read_header(fast, &header)
        for wanted in requantizations where status == IC_OK {
            let quality = Int32(truncatingIfNeeded: wanted.quality)
            status = unsafe (wanted.exif ?? []).withUnsafeBufferPointer { exif in
                unsafe ic_fast_jpeg_add_recompression(fast, quality, exif.baseAddress, exif.count)
            }
        }
        if status == IC_OK {
            let eighths = Int32(truncatingIfNeeded: demand.shrink.eighths)
            status = unsafe ic_fast_jpeg_start(fast, eighths, demand.halvesChroma ? 1 : 0)
        }
        if status == IC_NO_MEMORY { throw .outOfMemory }
        isFast = status == IC_OK
        if isFast { return true }
        unsafe ic_fast_jpeg_free(fast)
        unsafe self.fast = nil
        return false
    }

    /// A file that the fast decoder was to make, whole once all rows were decoded.
    func requantized(_ index: Int) -> [UInt8] {
        let output = unsafe ic_fast_jpeg_recompressed(fast, Int32(truncatingIfNeeded: index)).pointee
        return unsafe [UInt8](UnsafeBufferPointer(start: output.data, count: output.count))
    }

    /// Begins at the scale that was chosen; libjpeg reads a picture of several scans to its end first.
    func start(eighths: Int) throws(ImageError) -> Progress {
        if isFast { return .ready }
        return try progress(unsafe ic_jpeg_decoder_start(library, Int32(truncatingIfNeeded: eighths)))
    }

    /// A plane's size in samples, and the samples a side of a block that was 8.
    func plane(_ index: Int) -> (size: PixelSize, blockSize: Int) {
        let index = Int32(truncatingIfNeeded: index)
        let plane = unsafe isFast ? ic_fast_jpeg_plane(fast, index) : ic_jpeg_decoder_plane(library, index)
        return (PixelSize(width: Int(plane.width), height: Int(plane.height)), Int(plane.block_size))
    }

    /// Decodes the next row of MCUs, to be read with `forEachRow`.
    func decodeRows() throws(ImageError) -> Progress {
        try progress(unsafe isFast ? ic_fast_jpeg_read_rows(fast) : ic_jpeg_decoder_read_rows(library))
    }

    /// The rows of a plane that were decoded last, top to bottom.
    func forEachRow(
        of plane: Int,
        width: Int,
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        let plane = Int32(truncatingIfNeeded: plane)
        let rows = unsafe isFast ? ic_fast_jpeg_rows(fast, plane) : ic_jpeg_decoder_rows(library, plane)
        guard let samples = unsafe rows.samples else { return }
        for row in 0..<Int(unsafe rows.rows) {
            let start = unsafe samples + row * rows.stride
            try body(unsafe Span(_unsafeStart: start, count: width))
        }
    }

    /// The offset of the first marker in entropy-coded data: `count` when there is none, `count - 1` when the last
    /// byte may begin one.
    static func nextMarker(in bytes: Span<UInt8>) -> Int {
        unsafe bytes.withUnsafeBufferPointer { unsafe ic_jpeg_next_marker($0.baseAddress, $0.count) }
    }

    private func progress(_ status: ic_status) throws(ImageError) -> Progress {
        switch status {
        case IC_OK: return .ready
        case IC_NEED_INPUT: return .needsInput
        case IC_DONE: return .done
        case IC_NO_MEMORY: throw .outOfMemory
        case IC_UNSUPPORTED: throw .unsupported(message)
        default: throw .corrupt(message)
        }
    }

    private var message: String {
        unsafe String(cString: isFast ? ic_fast_jpeg_message(fast) : ic_jpeg_decoder_message(library))
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

/// What a JPEG's components are.
struct JPEGComponents {
    struct Sampling: Equatable {
        var horizontal: Int
        var vertical: Int
    }

    var model: ColorModel

    /// Adobe stores CMYK inverted.
    var isInverted: Bool
    var sampling: [Sampling]

    /// Nil for gray, and for what no encoder here would choose.
    var chromaSubsampling: ChromaSubsampling? {
        guard sampling.count == 3, sampling.dropFirst().allSatisfy({ $0 == Sampling(horizontal: 1, vertical: 1) })
        else { return nil }
        switch (sampling[0].horizontal, sampling[0].vertical) {
        case (1, 1): return .yuv444
        case (2, 2): return .yuv420
        default: return nil
        }
    }
}
