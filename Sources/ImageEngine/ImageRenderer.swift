import ImageFormats

/// Makes renditions of one picture while its bytes arrive.
///
/// Feed the bytes in pieces of any size, then finish. One decode drives all renditions; memory is bounded by rows where the format
/// allows it, unless a full-size rendition has to be turned. Nothing is read but the bytes and the clock. After an error the
/// renderer cannot be used again.
public struct ImageRenderer: ~Copyable {
    private var request: JobRequest

    /// Set once the format is known.
    private var job: Job?
    private var prefix: [UInt8] = []
    private var count = 0

    /// Prepares renditions of a picture that is not there yet; `clock` is read for `Rendering.times` only.
    ///
    /// `admission` is given the predicted peak in bytes, once, before anything of that size is allocated; it may wait until there is
    /// room beside other renderers.
    public init(
        renditions: [RenditionSettings],
        limits: DecodeLimits,
        lane: Lane = .fast,
        clock: @escaping () -> Duration,
        admission: @escaping (Int) -> Void = { _ in }
    ) {
        self.init(
            renditions: renditions,
            limits: limits,
            lane: lane,
            codecs: .standard,
            clock: clock,
            admission: admission
        )
    }

    /// The same with other codecs than the module's own.
    init(
        renditions: [RenditionSettings],
        limits: DecodeLimits,
        lane: Lane = .fast,
        codecs: CodecRegistry,
        clock: @escaping () -> Duration,
        admission: @escaping (Int) -> Void = { _ in }
    ) {
        request = JobRequest(
            renditions: renditions,
            limits: limits,
            lane: lane,
            codecs: codecs,
            clock: clock,
            admission: admission
        )
    }

    /// What the header says, once it was read.
    public var info: ImageInfo? {
        switch job {
        case .some(let job): job.info
        case nil: nil
        }
    }

    /// Names the point around which renditions are cropped that would have looked for one, or named another. To be said before the
    /// first bytes.
    public mutating func crop(around focus: Focus) {
        for index in request.renditions.indices where request.renditions[index].resize?.focus != nil {
            request.renditions[index].resize?.focus = .named(focus)
        }
    }

    /// Takes the next bytes of the file, and does all the work that they allow.
    /// - Throws: the reason to refuse the file, as soon as it is known.
    public mutating func feed(_ bytes: Span<UInt8>) throws(ImageError) {
        count += bytes.count
        try request.limits.check(bytes: count)
        if job != nil {
            try job?.feed(bytes)
        } else {
            prefix.append(bytes)
            if prefix.count >= ImageFormat.prefixLength { try begin() }
        }
    }

    /// There are no more bytes.
    /// - Returns: the renditions, in the order of the settings.
    /// - Throws: the reason to refuse the file.
    public consuming func finish() throws(ImageError) -> Rendering {
        if count == 0 { throw .empty }
        if job == nil { try begin() }
        guard let job = job.take() else { throw .empty }
        return try job.finish(after: count)
    }

    private mutating func begin() throws(ImageError) {
        guard let format = ImageFormat.identify(prefix.span) else { throw .unknown(prefix.span) }
        try request.limits.check(format: format)
        let source = try request.codecs.source(of: format).init(limits: request.limits, lane: request.lane)
        var job = Job(source, request)
        try job.feed(prefix.span)
        prefix = []
        self.job = consume job
    }
}
