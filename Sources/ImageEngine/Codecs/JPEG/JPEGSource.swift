import ImageFormats

/// A JPEG, in whatever pieces it arrives.
///
/// Metadata and the scans that the chosen scale does not need are taken out of the stream here; the decoder sees the rest as it
/// arrives, so that only its own row buffers (and a progressive picture's coefficients) are ever held.
final class JPEGSource: ImageSource {
    /// Bytes that gather before rows are asked for: a decoder reads the end of what it has slowly, bit by bit.
    private static let pieceLength = 65_536

    private enum Phase {
        case header
        case starting
        case rows
        case done
    }

    private let limits: DecodeLimits
    private var decoders: HandOver<FastJPEGDecoder, LibraryJPEGDecoder>
    private var parser = JPEGMarkerParser()
    private var segments: JPEGMetadataSegments
    private var frame: JPEGFrame?
    private var phase = Phase.header
    private var demand = DecodeDemand([], of: .library)
    private var planes: [SourcePlane] = []
    private var kept: KeptBytes? = KeptBytes()
    private var scans = 0
    private var keepsScan = true
    private var isEnded = false

    /// Entropy-coded data of the current piece that was not forwarded yet.
    private var entropy = 0..<0

    /// Bytes that the decoder has got since it last had none left.
    private var pending = 0

    /// Whether the decoder may have more to give before it needs more bytes.
    private var isDecoding = false

    init(limits: DecodeLimits, lane: Lane) throws(ImageError) {
        self.limits = limits
        decoders = HandOver(try LibraryJPEGDecoder(), lane == .fast ? try FastJPEGDecoder() : nil)
        segments = JPEGMetadataSegments(limit: limits.maxMetadataBytes)
    }

    var warnings: Int { decoder.warnings + parser.strayRuns }

    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> SourceEvent? {
        while true {
            if isDecoding, let event = try decode() { return event }
            if !entropy.isEmpty {
                try forwardEntropy(bytes)
                continue
            }
            guard !isEnded, let token = try parser.next(bytes, &offset) else { return nil }
            switch token {
            case .marker(let code): try marker(code)
            case .segment(let code): if let header = try segment(code) { return .header(header) }
            case .heldEntropyByte: if keepsScan { try forward([0xFF].span) }
            case .entropy(let range): if keepsScan { entropy = range }
            }
        }
    }

    func finish(after count: Int) throws(ImageError) -> SourceEvent? {
        guard isEnded else { throw .truncated(after: count) }
        guard phase == .done else { throw .corrupt("the image ends before its last row") }
        return nil
    }

    func begin(_ order: DecodeOrder) throws(ImageError) -> DecodeOffer {
        if !order.keepsOriginal { kept = nil }
        demand = DecodeDemand(order.plans, longestSide: order.longestSide, of: .fast)
        let wanted = demand.requantized.map { number in
            let plan = order.plans[number]
            return (quality: plan.settings.clampedQuality, exif: plan.header.metadata.encoded())
        }
        let isFast = try decoders.fast?.begins(demand, wanted) ?? false
        decoders.settle(isFast: isFast)
        if isFast {
            // Whatever it finds from now on is the file's fault: nothing has to be held for the library.
            decoders.commit()
        } else {
            demand = DecodeDemand(order.plans, longestSide: order.longestSide, of: .library)
        }
        phase = .starting
        return DecodeOffer(made: demand.requantized, scale: demand.scale)
    }

    func forEachRow(of plane: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        try decoder.forEachRow(of: plane, width: planes[plane].size.width, body)
    }

    func rendition(_ number: Int) -> [UInt8]? {
        guard phase == .done, let index = demand.requantized.firstIndex(of: number) else { return nil }
        return decoders.fast?.requantized(index)
    }

    func original(below limit: Int, exif: [UInt8]?) -> [UInt8]? {
        // Metadata was removed on the way in, so what is held can only grow.
        guard let bytes = kept, bytes.count < limit else { return nil }
        kept = nil
        return JPEGOriginal.withMetadata(bytes.joined(), exif: exif)
    }

    private var decoder: any JPEGRowDecoder {
        if decoders.isFast, let fast = decoders.fast { return fast }
        return decoders.library
    }

    private func marker(_ code: UInt8) throws(ImageError) {
        switch code {
        case JPEGMarker.startOfImage:
            if frame != nil { throw .corrupt("an image within the image") }
            try forward([0xFF, code].span)
        case JPEGMarker.endOfImage:
            if scans == 0 { throw .corrupt("no image between its first marker and its last") }
            isEnded = true
            try forward([0xFF, code].span)
            isDecoding = true
        default:
            break
        }
    }

    /// - Returns: the header, when the segment is the first scan's.
    private func segment(_ code: UInt8) throws(ImageError) -> SourceHeader? {
        switch code {
        case JPEGMarker.app0:
            // A JFIF segment may carry a thumbnail of the unedited picture: only its fixed part is kept.
            guard parser.payload.starts(with: Array("JFIF\0".utf8)), parser.payload.count >= 14 else { return nil }
            try forwardSegment(code, Array(parser.payload.prefix(12)) + [0, 0])
        case JPEGMarker.app1, JPEGMarker.app2:
            try segments.add(code, parser.payload)
        case JPEGMarker.app14, JPEGMarker.quantizationTables, JPEGMarker.huffmanTables,
            JPEGMarker.arithmeticConditioning, JPEGMarker.restartInterval:
            try forwardSegment(code, parser.payload)
        case JPEGMarker.startOfScan:
            return try scan()
        case _ where JPEGMarker.isFrame(code):
            if frame != nil { throw .corrupt("a second frame header") }
            let frame = try JPEGFrame(marker: code, parser.payload)
            try limits.check(size: frame.size)
            self.frame = frame
            try forwardSegment(code, parser.payload)
        default:
            break
        }
        return nil
    }

    private func scan() throws(ImageError) -> SourceHeader? {
        guard let frame else { throw .corrupt("a scan before the frame header") }
        let scan = try JPEGScan(parser.payload)
        scans += 1
        if scans > limits.maxScans { throw .tooManyScans(limit: limits.maxScans) }
        keepsScan = scans == 1 || demand.shrink.keeps(scan)
        if keepsScan { try forwardSegment(JPEGMarker.startOfScan, parser.payload) }
        guard scans == 1 else { return nil }
        return header(
            frame,
            try decoders.library.readHeader(),
            hasOneScan: !frame.isProgressive && scan.components == frame.components.count
        )
    }

    private func header(_ frame: JPEGFrame, _ components: JPEGComponents, hasOneScan: Bool) -> SourceHeader {
        let model = components.model
        let pixels = frame.size.width * frame.size.height
        return SourceHeader(
            format: .jpeg,
            size: frame.size,
            metadata: segments.exif,
            colorModel: model,
            isProgressive: !hasOneScan,
            profile: segments.profile,
            planeForm: model == .gray || model == .ycc ? .jfif : nil,
            chromaSubsampling: components.chromaSubsampling,
            isInverted: components.isInverted,
            // Two bytes for each coefficient when they must be held, and two rows of MCUs as samples.
            decoderBytes: (hasOneScan ? 0 : 2 * frame.samples) + 3 * frame.samplesPerMCURow + 4 * Self.pieceLength,
            // Half a byte a pixel is a good camera's. Browsers read neither arithmetic coding nor, rightly, CMYK.
            originalBytes: frame.isArithmetic || model == .cmyk || model == .ycck ? nil : pixels / 2,
            samplesPerRow: frame.size.width * frame.components.count
        )
    }

    private func forwardSegment(_ code: UInt8, _ payload: [UInt8]) throws(ImageError) {
        let length = payload.count + 2
        let head = [0xFF, code, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
        try forward(head.span)
        try forward(payload.span)
    }

    private func forwardEntropy(_ bytes: Span<UInt8>) throws(ImageError) {
        let end = min(entropy.lowerBound + Self.pieceLength, entropy.upperBound)
        try forward(bytes.extracting(entropy.lowerBound..<end))
        entropy = end..<entropy.upperBound
        isDecoding = pending >= Self.pieceLength
    }

    private func forward(_ bytes: Span<UInt8>) throws(ImageError) {
        kept?.append(bytes)
        var offset = 0
        _ = try decoders.read(bytes, from: &offset)
        pending += bytes.count
    }

    /// Lets the decoder use what has gathered.
    private func decode() throws(ImageError) -> SourceEvent? {
        pending = 0
        switch phase {
        case .starting:
            if try decoder.start(eighths: demand.shrink.eighths) == .ready {
                phase = .rows
                planes = layout()
                return .planes(planes)
            }
        case .rows:
            switch try decoder.decodeRows() {
            case .ready: return .rows
            case .done: phase = .done
            case .needsInput: break
            }
        case .header, .done:
            break
        }
        isDecoding = false
        return nil
    }

    private func layout() -> [SourcePlane] {
        guard let frame else { return [] }
        return frame.components.indices.map { index in
            let (size, blockSize) = decoder.plane(index)
            let component = frame.components[index]
            return SourcePlane(
                size: size,
                scaleX: Double(component.horizontal * blockSize) / Double(8 * frame.maxHorizontal),
                scaleY: Double(component.vertical * blockSize) / Double(8 * frame.maxVertical)
            )
        }
    }
}
