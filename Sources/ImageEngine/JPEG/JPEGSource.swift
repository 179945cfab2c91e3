/// Feeds a JPEG, in whatever pieces it comes, through libjpeg into a development.
///
/// Metadata and the scans that the chosen scale does not need are taken out of the stream here; libjpeg sees the rest as
/// it arrives, so that only its own row buffers (and a progressive picture's coefficients) are ever held.
struct JPEGSource: ~Copyable {
    /// Bytes that gather before libjpeg is called: the end of every piece goes through its slow bit reader.
    private static let pieceLength = 65_536

    private enum Phase {
        case header
        case starting
        case rows
        case done
    }

    private var decoder: JPEGDecoder
    private let development: Development
    private var parser = JPEGMarkerParser()
    private var segments: JPEGMetadataSegments
    private var frame: JPEGFrame?
    private var phase = Phase.header
    private var demand: DecodeDemand
    private var planes: [SourcePlane] = []
    private var scans = 0
    private var keepsScan = true
    private var isEnded = false
    private var pending = 0

    init(_ development: Development) throws(ImageError) {
        decoder = try JPEGDecoder(development.codec)
        self.development = development
        demand = DecodeDemand([], of: .library)
        segments = JPEGMetadataSegments(limit: development.limits.maxMetadataBytes)
    }

    mutating func feed(_ bytes: Span<UInt8>) throws(ImageError) {
        var offset = 0
        while !isEnded, let token = try parser.next(bytes, &offset) {
            switch token {
            case .marker(let code): try marker(code)
            case .segment(let code): try segment(code)
            case .heldEntropyByte: if keepsScan { try forward([0xFF].span) }
            case .entropy(let range): if keepsScan { try entropy(bytes.extracting(range)) }
            }
        }
    }

    /// No more bytes.
    mutating func finish(after count: Int) throws(ImageError) {
        guard isEnded else { throw .truncated(after: count) }
        guard phase == .done else { throw .corrupt("the image ends before its last row") }
        development.warnings += decoder.warnings + parser.strayRuns
    }

    private mutating func marker(_ code: UInt8) throws(ImageError) {
        switch code {
        case JPEGMarker.startOfImage:
            if frame != nil { throw .corrupt("an image within the image") }
            try forward([0xFF, code].span)
        case JPEGMarker.endOfImage:
            if scans == 0 { throw .corrupt("no image between its first marker and its last") }
            isEnded = true
            try forward([0xFF, code].span)
            try pump()
        default:
            break
        }
    }

    private mutating func segment(_ code: UInt8) throws(ImageError) {
        switch code {
        case JPEGMarker.app0:
            // A JFIF segment may carry a thumbnail of the unedited picture: only its fixed part goes on.
            guard parser.payload.starts(with: Array("JFIF\0".utf8)), parser.payload.count >= 14 else { return }
            try forwardSegment(code, Array(parser.payload.prefix(12)) + [0, 0])
        case JPEGMarker.app1, JPEGMarker.app2:
            try segments.add(code, parser.payload)
        case JPEGMarker.app14, JPEGMarker.quantizationTables, JPEGMarker.huffmanTables,
            JPEGMarker.arithmeticConditioning, JPEGMarker.restartInterval:
            try forwardSegment(code, parser.payload)
        case JPEGMarker.startOfScan:
            try scan()
        case _ where JPEGMarker.isFrame(code):
            if frame != nil { throw .corrupt("a second frame header") }
            let frame = try JPEGFrame(marker: code, parser.payload)
            try development.limits.check(size: frame.size)
            self.frame = frame
            try forwardSegment(code, parser.payload)
        default:
            break
        }
    }

    private mutating func scan() throws(ImageError) {
        guard let frame else { throw .corrupt("a scan before the frame header") }
        let scan = try JPEGScan(parser.payload)
        scans += 1
        if scans > development.limits.maxScans { throw .tooManyScans(limit: development.limits.maxScans) }
        keepsScan = scans == 1 || demand.shrink.keeps(scan)
        if keepsScan { try forwardSegment(JPEGMarker.startOfScan, parser.payload) }
        if scans == 1 {
            try begin(frame, hasOneScan: !frame.isProgressive && scan.components == frame.components.count)
        }
    }

    private mutating func begin(_ frame: JPEGFrame, hasOneScan: Bool) throws(ImageError) {
        let components = try decoder.readHeader()
        let header = SourceHeader(
            format: .jpeg,
            size: frame.size,
            metadata: segments.exif,
            colorModel: components.model,
            isProgressive: !hasOneScan,
            profile: segments.profile,
            chromaSubsampling: components.chromaSubsampling,
            isInverted: components.isInverted,
            isArithmetic: frame.isArithmetic,
            // Two bytes for each coefficient when they must be held, and two rows of MCUs as samples.
            decoderBytes: (hasOneScan ? 0 : 2 * frame.samples) + 3 * frame.samplesPerMCURow + 4 * Self.pieceLength,
            samplesPerRow: frame.size.width * frame.components.count
        )
        try development.begin(header)
        demand = development.demand(of: .fast)
        if try !decoder.letFastTakeOver(demand, demand.requantized.map(development.requantization)) {
            demand = development.demand(of: .library)
        }
        phase = .starting
    }

    private mutating func forwardSegment(_ code: UInt8, _ payload: [UInt8]) throws(ImageError) {
        let length = payload.count + 2
        let head = [0xFF, code, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
        try forward(head.span)
        try forward(payload.span)
    }

    private mutating func entropy(_ bytes: Span<UInt8>) throws(ImageError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Self.pieceLength)
            try forward(rest.extracting(0..<count))
            if pending >= Self.pieceLength { try pump() }
            rest = rest.extracting(count..<rest.count)
        }
    }

    private mutating func forward(_ bytes: Span<UInt8>) throws(ImageError) {
        development.keep(bytes)
        try decoder.append(bytes)
        pending += bytes.count
    }

    /// Lets the decoder use what has gathered.
    private mutating func pump() throws(ImageError) {
        pending = 0
        let clock = development.clock
        if phase == .starting {
            let start = clock()
            let progress = try decoder.start(eighths: demand.shrink.eighths)
            development.times.decode += clock() - start
            if progress == .needsInput { return }
            try layOut()
            phase = .rows
        }
        while phase == .rows {
            let start = clock()
            let progress = try decoder.decodeRows()
            let decoded = clock()
            development.times.decode += decoded - start
            switch progress {
            case .needsInput: return
            case .done:
                phase = .done
                for (index, rendition) in demand.requantized.enumerated() {
                    development.complete(rendition, decoder.requantized(index))
                }
            case .ready:
                for (index, plane) in planes.enumerated() {
                    let development = development
                    try decoder.forEachRow(of: index, width: plane.size.width) { (row) throws(ImageError) in
                        try development.push(row, plane: index)
                    }
                }
                development.times.resample += clock() - decoded
                try development.drain()
            }
        }
    }

    private mutating func layOut() throws(ImageError) {
        guard let frame else { return }
        planes = frame.components.indices.map { index in
            let (size, blockSize) = decoder.plane(index)
            let component = frame.components[index]
            return SourcePlane(
                size: size,
                scaleX: Double(component.horizontal * blockSize) / Double(8 * frame.maxHorizontal),
                scaleY: Double(component.vertical * blockSize) / Double(8 * frame.maxVertical)
            )
        }
        try development.start(planes, demand)
    }
}
