import CResampling

/// Makes a smaller or larger picture, or plane, from rows as they arrive: Lanczos3, antialiased, in gamma space as all
/// peers do it.
///
/// Its memory is some 40 rows of the source at most, whatever its height.
@safe struct RowResampler: ~Copyable {
    private let handle: OpaquePointer
    private let sourceRowBytes: Int
    private let targetRowBytes: Int

    /// A resampler of `region`, in samples of the source, to `target`.
    ///
    /// - Parameters:
    ///   - sourceWidth: Pixels of a row that is pushed.
    ///   - sourceHeight: Rows that will be pushed.
    ///   - region: What of the source becomes the target. It may reach beyond the source, whose edge is then continued.
    ///   - target: The size of the result.
    ///   - channels: Samples of a pixel, 1...4.
    ///   - hasAlpha: Whether the last sample is alpha, by which the others are then weighted.
    ///   - portable: Whether instructions beyond the architecture's baseline are left alone; the result is the same.
    /// - Throws: `ImageError.outOfMemory`, or `.unsupported` for sizes that make no sense.
    init(
        sourceWidth: Int,
        sourceHeight: Int,
        region: SourceRegion,
        target: PixelSize,
        channels: Int,
        hasAlpha: Bool,
        portable: Bool = false
    ) throws(ImageError) {
        var resampling = ic_resampling()
        guard let width = UInt32(exactly: sourceWidth), let height = UInt32(exactly: sourceHeight),
            let targetWidth = UInt32(exactly: target.width), let targetHeight = UInt32(exactly: target.height),
            width > 0, height > 0, targetWidth > 0, targetHeight > 0, (1...4).contains(channels),
            region.width > 0, region.height > 0
        else {
            throw .unsupported("resampling \(sourceWidth)x\(sourceHeight) to \(target.width)x\(target.height)")
        }
        resampling.source_width = width
        resampling.source_height = height
        resampling.x = region.x
        resampling.y = region.y
        resampling.width = region.width
        resampling.height = region.height
        resampling.target_width = targetWidth
        resampling.target_height = targetHeight
        resampling.channels = Int32(channels)
        resampling.has_alpha = hasAlpha ? 1 : 0
        resampling.portable = portable ? 1 : 0
        guard let created = unsafe ic_resampler_create(&resampling) else { throw .outOfMemory }
        unsafe handle = created
        sourceRowBytes = sourceWidth * channels
        targetRowBytes = target.width * channels
    }

    deinit { unsafe ic_resampler_free(handle) }

    /// Takes the next row and passes on each row of the target that it completes. Rows beyond the last that the
    /// target depends on are ignored.
    mutating func push(
        _ row: Span<UInt8>,
        emit: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        guard row.count >= sourceRowBytes else {
            throw .corrupt("a row of \(row.count) bytes where \(sourceRowBytes) are due")
        }
        unsafe row.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { unsafe ic_resampler_push(handle, start) }
        }
        while let next = unsafe ic_resampler_next(handle) {
            let finished = unsafe UnsafeBufferPointer(start: next, count: targetRowBytes)
            try unsafe emit(finished.span)
        }
    }
}
