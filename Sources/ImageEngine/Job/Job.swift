/// One source on its way to its renditions: bytes → source → rows → paths → bytes.
///
/// Everything flows once and one way. What the header decides is planned before the first row; what was measured comes out with
/// the renditions.
struct Job: ~Copyable {
    private let source: any ImageSource
    private let request: JobRequest
    private var plan: JobPlan?
    private var offer = DecodeOffer()
    private var planes = 0

    /// Of each rendition; nil for one that the source makes itself.
    private var paths: [(any RenditionPath)?] = []

    private var placeholder: PictureGrid?

    /// What is looked at for a focus, if any rendition asks.
    private var sight: PictureGrid?
    private var times = StageTimes()

    init(_ source: any ImageSource, _ request: JobRequest) {
        self.source = source
        self.request = request
    }

    /// What the header says, once it was read.
    var info: ImageInfo? { plan?.info }

    /// Takes the next bytes of the file, and does all the work that they allow.
    mutating func feed(_ bytes: Span<UInt8>) throws(ImageError) {
        var offset = 0
        while true {
            let start = request.clock()
            let event = try source.read(bytes, from: &offset)
            times.decode += request.clock() - start
            guard let event else { return }
            try take(event)
        }
    }

    /// There are no more bytes than the `count` that came.
    consuming func finish(after count: Int) throws(ImageError) -> Rendering {
        while true {
            let start = request.clock()
            let event = try source.finish(after: count)
            times.decode += request.clock() - start
            guard let event else { break }
            try take(event)
        }
        return try rendering()
    }

    private mutating func take(_ event: SourceEvent) throws(ImageError) {
        switch event {
        case .header(let header):
            let plan = try JobPlan(header, request)
            request.admission(plan.info.predictedPeak)
            offer = try source.begin(plan.order)
            self.plan = plan
        case .metadata(let metadata):
            // What turning takes is less than the decoder has given back by now, so it is not admitted again.
            guard var header = plan?.header else { return }
            header.metadata = metadata
            plan = try JobPlan(header, request)
        case .planes(let planes):
            try lay(planes)
        case .rows:
            try push()
        }
    }

    /// Lays the way of every rendition that the source does not make itself.
    private mutating func lay(_ planes: [SourcePlane]) throws(ImageError) {
        guard let plan else { return }
        self.planes = planes.count
        for (number, rendition) in plan.renditions.enumerated() {
            paths.append(offer.made.contains(number) ? nil : try rendition.path(planes))
        }
        placeholder = PictureGrid(plan.header, plan.color, planes, longestSide: Placeholder.side)
        if !plan.soughtFocus.isEmpty {
            sight = PictureGrid(plan.header, plan.color, planes, longestSide: FocusFinder.longestSide)
        }
    }

    private mutating func push() throws(ImageError) {
        let (paths, placeholder, sight) = (paths, placeholder, sight)
        let start = request.clock()
        for plane in 0..<planes {
            try source.forEachRow(of: plane) { (row) throws(ImageError) in
                for path in paths { try path?.push(row, plane: plane) }
                placeholder?.push(row, plane: plane)
                sight?.push(row, plane: plane)
            }
        }
        let resampled = request.clock()
        for path in paths { try path?.drain() }
        times.resample += resampled - start
        times.encode += request.clock() - resampled
    }

    private mutating func rendering() throws(ImageError) -> Rendering {
        guard let plan else { throw .corrupt("no picture in it") }
        let finder = try look(plan)
        let crops = plan.renditions.map { Crop($0, finder) }
        let start = request.clock()
        var images: [RenderedImage] = []
        for (number, rendition) in plan.renditions.enumerated() {
            images.append(try image(number, rendition, crops[number].geometry))
        }
        try preferOriginal(plan, &images)
        let placeholder = try placeholder?.finish().map { (picture) throws(ImageError) in try Placeholder(picture) }
        times.encode += request.clock() - start
        return Rendering(
            info: plan.info,
            images: images,
            decisions: plan.renditions.indices.map {
                RenditionDecision(plan.renditions[$0], number: $0, crops[$0], offer)
            },
            placeholder: placeholder,
            focus: FocusReport(plan.renditions, finder),
            times: times,
            warnings: source.warnings + (plan.color.isProfileDamaged ? 1 : 0)
        )
    }

    /// Finds out where people look, where a rendition asks for that.
    private mutating func look(_ plan: JobPlan) throws(ImageError) -> FocusFinder? {
        guard let sight else { return nil }
        self.sight = nil
        let start = request.clock()
        defer { times.seek += request.clock() - start }
        guard let picture = try sight.finish() else { return nil }
        return try FocusFinder(picture, for: plan.soughtFocus)
    }

    private func image(
        _ number: Int,
        _ plan: RenditionPlan,
        _ geometry: RenditionGeometry
    ) throws(ImageError) -> RenderedImage {
        let path = number < paths.count ? paths[number] : nil
        let made = try path?.finish(geometry) ?? source.rendition(number)
        guard let bytes = made else { throw .corrupt("the image ends before its last row") }
        return RenderedImage(format: plan.format, size: plan.outputSize, bytes: bytes, isOriginal: false)
    }

    /// Puts the source's own data in the place of renditions that encoding has made larger.
    private func preferOriginal(_ plan: JobPlan, _ images: inout [RenderedImage]) throws(ImageError) {
        let candidates = plan.renditions.indices.filter { plan.renditions[$0].mayKeepOriginal }
        let largest = candidates.map { images[$0].bytes.count }.max() ?? 0
        guard largest > 0 else { return }
        let exif = plan.header.metadata.encoded()
        guard let original = try source.original(below: largest, exif: exif) else { return }
        for index in candidates where images[index].bytes.count > original.count {
            images[index].bytes = original
            images[index].isOriginal = true
        }
    }
}
