public import ImageFormats

/// What a source may cost. Everything here is checked before the cost arises: bytes as they come, the rest from headers.
public struct DecodeLimits: Sendable, Equatable {
    /// Formats that are accepted.
    public var formats: [ImageFormat] = ImageFormat.readable

    /// Bytes of the file; exactly as many pass. nil: no limit.
    public var maxBytes: Int?

    /// Pixels that the header may declare, and that a rendition may be enlarged to. No more than 2^40 count.
    public var maxPixels = 100_000_000

    /// Bytes that the predicted peak may take. nil: no limit.
    public var memory: Int?

    /// Passes that a picture may come in. Cameras and encoders' own scripts make 10 scans of a progressive one; a file of thousands
    /// is an attack on time.
    public var maxScans = 100

    /// Bytes of an embedded color profile or of one other ancillary chunk, inflated.
    public var maxMetadataBytes = 4_194_304

    /// The defaults: every format, any number of bytes, 100 megapixels.
    public init() {}
}

extension DecodeLimits {
    func check(bytes: Int) throws(ImageError) {
        if let maxBytes, bytes > maxBytes { throw .tooManyBytes(bytes, limit: maxBytes) }
    }

    func check(format: ImageFormat) throws(ImageError) {
        if !formats.contains(format) { throw .formatNotAccepted(format, accepted: formats) }
    }

    func check(size: PixelSize) throws(ImageError) {
        if size.width <= 0 || size.height <= 0 { throw .noPixels(size) }
        let (pixels, overflows) = size.width.multipliedReportingOverflow(by: size.height)
        // The ceiling keeps every size that is computed from these far from overflowing.
        if overflows || pixels > min(maxPixels, 1 << 40) { throw .tooManyPixels(size, limit: maxPixels) }
    }

    func check(predictedPeak: Int) throws(ImageError) {
        if let memory, predictedPeak > memory { throw .needsMemory(predicted: predictedPeak, limit: memory) }
    }

    /// The limit where none was given.
    static var assumedMemory: Int { 1 << 30 }
}
