/// One source on its way to its renditions: the codec's rows come in here, and go to every rendition's own resampler
/// and encoder.
final class Development {
    let limits: DecodeLimits
    let codec: Codec
    let clock: () -> Duration
    private let admission: (Int) -> Void
    var times = StageTimes()
    var warnings = 0
    private(set) var info: ImageInfo?

    /// Whether there is room for `SourceHeader.wholeBytes`.
    private(set) var grantsWhole = false

    private let settings: [RenditionSettings]
    private var header: SourceHeader?
    private var plans: [RenditionPlan] = []
    private var paths: [any RenditionPath] = []
    private var color: SourceColor?
    private var demand: DecodeDemand?
    private var placeholder: PlaceholderLane?
    private var original = KeptBytes()
    private var keepsOriginal = true

    init(
        settings: [RenditionSettings],
        limits: DecodeLimits,
        codec: Codec,
        clock: @escaping () -> Duration,
        admission: @escaping (Int) -> Void
    ) {
        self.settings = settings
        self.limits = limits
        self.codec = codec
        self.clock = clock
        self.admission = admission
    }

    /// Bytes of the source that an unchanged copy of it would hold.
    func keep(_ bytes: Span<UInt8>) {
        if keepsOriginal { original.append(bytes) }
    }

    /// The header was read: plans the renditions and checks the limits.
    func begin(_ header: SourceHeader, isFirst: Bool = true) throws(ImageError) {
        try limits.check(size: header.size)
        let color = try SourceColor(header)
        var plans = settings.map { RenditionPlan($0, header, color) }
        for plan in plans { try limits.check(size: plan.outputSize) }
        var peak = PeakEstimate.bytes(header, plans, maxBytes: limits.maxBytes)
        grantsWhole = grants(header.wholeBytes, beside: &peak)
        for index in plans.indices where codec == .fast {
            plans[index].encodesWhole = grants(plans[index].wholeBytes, beside: &peak)
        }
        let orientation = header.metadata.orientation
        info = ImageInfo(
            format: header.format,
            size: header.size.transposed(orientation.swapsAxes),
            orientation: orientation,
            hasAlpha: header.hasAlpha,
            colorModel: header.colorModel,
            isProgressive: header.isProgressive,
            profileBytes: header.profile.count,
            predictedPeak: peak
        )
        try limits.check(predictedPeak: peak)
        if isFirst { admission(peak) }
        keepsOriginal = plans.contains(where: \.mayKeepOriginal)
        if !keepsOriginal { original = KeptBytes() }
        warnings += isFirst && color.isProfileDamaged ? 1 : 0
        self.header = header
        self.plans = plans
        self.color = color
    }

    /// The source says something else of itself behind its pixels, none of which was pushed: plans everything anew, for another
    /// `start`. What turning takes is less than the decoder has given back by then, so it is not admitted again.
    func amend(_ metadata: EXIFMetadata) throws(ImageError) {
        guard var header else { return }
        header.metadata = metadata
        paths = []
        try begin(header, isFirst: false)
    }

    /// Whether being faster may cost so much: a quarter of the memory at most, and then only what is spare.
    private func grants(_ bytes: Int, beside peak: inout Int) -> Bool {
        let memory = limits.memory ?? DecodeLimits.assumedMemory
        guard bytes > 0, bytes <= memory / 4, peak <= memory - bytes else { return false }
        peak += bytes
        return true
    }

    /// What a decoder has to give.
    func demand(of codec: Codec) -> DecodeDemand {
        DecodeDemand(plans, of: codec)
    }

    /// How the decoder shall take up a rendition that it makes itself.
    func requantization(_ rendition: Int) -> (quality: Int, exif: [UInt8]?) {
        (plans[rendition].settings.clampedQuality, plans[rendition].header.metadata.encoded())
    }

    /// The decoder has begun: its rows will be of these planes, and it meets this demand; nil: all samples of all.
    func start(_ planes: [SourcePlane], _ met: DecodeDemand? = nil) throws(ImageError) {
        let demand = met ?? demand(of: .library)
        self.demand = demand
        for (index, plan) in plans.enumerated() {
            if demand.requantized.contains(index) {
                paths.append(RequantizedPath())
            } else {
                paths.append(plan.isPlanar ? try PlanarPath(plan, planes) : try PixelPath(plan, planes))
            }
        }
        if let header, let color { placeholder = PlaceholderLane(header, color, planes) }
    }

    /// The decoder has made a rendition itself.
    func complete(_ rendition: Int, _ bytes: [UInt8]) {
        (paths[rendition] as? RequantizedPath)?.bytes = bytes
    }

    /// The next row of a plane.
    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError) {
        for path in paths { try path.push(row, plane: plane) }
        placeholder?.push(row, plane: plane)
    }

    /// Encodes what the rows pushed so far allow.
    func drain() throws(ImageError) {
        let start = clock()
        for path in paths { try path.drain() }
        times.encode += clock() - start
    }

    /// All rows were pushed.
    func finish() throws(ImageError) -> Rendering {
        guard let info, let header else { throw .corrupt("no picture in it") }
        let start = clock()
        var images: [RenderedImage] = []
        for (plan, path) in zip(plans, paths) {
            let bytes = try path.finish()
            images.append(RenderedImage(format: plan.format, size: plan.outputSize, bytes: bytes, isOriginal: false))
        }
        if keepsOriginal { try preferOriginal(header, &images) }
        let placeholder = try placeholder?.finish()
        times.encode += clock() - start
        return Rendering(
            info: info,
            images: images,
            decisions: plans.indices.map { RenditionDecision(plans[$0], number: $0, demand) },
            placeholder: placeholder,
            times: times,
            warnings: warnings
        )
    }

    private func preferOriginal(_ header: SourceHeader, _ images: inout [RenderedImage]) throws(ImageError) {
        // A JPEG's bytes have lost their metadata on the way in; a PNG's will yet become fewer.
        let mayBeSmaller = header.format == .png
        let isWanted = plans.indices.contains { index in
            plans[index].mayKeepOriginal && (mayBeSmaller || images[index].bytes.count > original.count)
        }
        guard isWanted else { return }
        let exif = header.metadata.encoded()
        let bytes = original.joined()
        original = KeptBytes()
        let stripped =
            header.format == .jpeg
            ? JPEGOriginal.withMetadata(bytes, exif: exif) : try PNGOriginal.stripped(bytes, exif: exif)
        for (index, plan) in plans.enumerated()
        where plan.mayKeepOriginal && images[index].bytes.count > stripped.count {
            images[index].bytes = stripped
            images[index].isOriginal = true
        }
    }
}
