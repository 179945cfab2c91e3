/// Makes renditions of one picture while its bytes arrive.
///
/// Feed the bytes in pieces of any size, then finish. One decode drives all renditions; memory is bounded by rows for
/// baseline JPEG and non-interlaced PNG, unless a full-size rendition has to be turned. Nothing is read but the bytes
/// and the clock. After an error the renderer is of no more use.
public struct ImageRenderer: ~Copyable {
    private let development: Development
    private var jpeg: JPEGSource?
    private var png: PNGSource?
    private var isIdentified = false
    private var prefix: [UInt8] = []
    private var count = 0

    /// Prepares renditions of a picture that is not there yet; `clock` is read for `Rendering.times` only.
    ///
    /// `admission` is told the predicted peak in bytes, once, before anything of that size is allocated; it may wait until there is
    /// room beside other renderers.
    public init(
        renditions: [RenditionSettings],
        limits: DecodeLimits,
        codec: Codec = .fast,
        clock: @escaping () -> Duration,
        admission: @escaping (Int) -> Void = { _ in }
    ) {
        development = Development(
            settings: renditions,
            limits: limits,
            codec: codec,
            clock: clock,
            admission: admission
        )
    }

    /// What the header says, once it was read.
    public var info: ImageInfo? { development.info }

    /// Takes the next bytes of the file, and does all the work that they allow.
    /// - Throws: the reason to refuse the file, as soon as it is known.
    public mutating func feed(_ bytes: Span<UInt8>) throws(ImageError) {
        count += bytes.count
        try development.limits.check(bytes: count)
        if !isIdentified {
            prefix.append(bytes)
            guard prefix.count >= ImageFormat.prefixLength else { return }
            try identify()
            return
        }
        try decode(bytes)
    }

    /// There are no more bytes.
    /// - Returns: the renditions, in the order of the settings.
    /// - Throws: the reason to refuse the file.
    public consuming func finish() throws(ImageError) -> Rendering {
        if count == 0 { throw .empty }
        if !isIdentified { try identify() }
        try jpeg?.finish(after: count)
        try png?.finish(after: count)
        return try development.finish()
    }

    private mutating func identify() throws(ImageError) {
        guard let format = ImageFormat.identify(prefix.span) else {
            throw .unknownFormat(prefix: Array(prefix.prefix(ImageFormat.prefixLength)))
        }
        try development.limits.check(format: format)
        switch format {
        case .jpeg: jpeg = try JPEGSource(development)
        case .png: png = try PNGSource(development)
        }
        isIdentified = true
        let first = prefix
        prefix = []
        try decode(first.span)
    }

    private mutating func decode(_ bytes: Span<UInt8>) throws(ImageError) {
        try jpeg?.feed(bytes)
        try png?.feed(bytes)
    }
}
