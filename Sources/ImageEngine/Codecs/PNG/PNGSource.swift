import ImageFormats

/// A PNG, in whatever pieces it arrives.
final class PNGSource: ImageSource {
    private let limits: DecodeLimits
    private let lane: Lane
    private var decoders: HandOver<FastPNGDecoder, LibraryPNGDecoder>
    private var kept: KeptBytes? = KeptBytes()
    private var head: [UInt8] = []
    private var header: PNGHeader?
    private var plane: SourcePlane?

    /// What the file says about itself, as far as that was given.
    private var notes = PNGNotes()

    /// What is to be given before the first row, because it comes after the pixels.
    private var amendment: EXIFMetadata?

    private var hasToldPlanes = false
    private var hasToldRows = false

    /// The rows of the fast decoder that were given last.
    private var rows = 0..<0

    private var isEnded = false

    init(limits: DecodeLimits, lane: Lane) throws(ImageError) {
        self.limits = limits
        self.lane = lane
        decoders = HandOver(try LibraryPNGDecoder(chunkLimit: limits.maxMetadataBytes), nil)
    }

    var warnings: Int { decoders.library.warnings }

    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> SourceEvent? {
        if header == nil {
            let count = min(PNGHeader.length - head.count, bytes.count - offset)
            head.append(bytes.extracting(offset..<offset + count))
            offset += count
            guard head.count == PNGHeader.length else { return nil }
            try checkHeader()
            let head = head
            kept?.append(head.span)
            var headOffset = 0
            _ = try decoders.read(head.span, from: &headOffset)
        }
        while true {
            if let event = next() { return event }
            guard !isEnded, decoders.isBehind || offset < bytes.count else { return nil }
            let start = offset
            let answer = try decoders.read(bytes, from: &offset)
            kept?.append(bytes.extracting(start..<offset))
            if answer == .end { try end() }
        }
    }

    func finish(after count: Int) throws(ImageError) -> SourceEvent? {
        guard isEnded else { throw .truncated(after: count) }
        return nil
    }

    func begin(_ order: DecodeOrder) -> DecodeOffer {
        if !order.keepsOriginal { kept = nil }
        decoders.settle(isFast: order.grantsWhole)
        return DecodeOffer()
    }

    func forEachRow(of _: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        guard let plane else { return }
        let length = plane.size.width * plane.channels
        guard decoders.isFast else { return try decoders.library.takeRows(length: length, body) }
        for row in rows { try decoders.fast?.withRow(row, length: length, body) }
    }

    func original(below limit: Int, exif: [UInt8]?) throws(ImageError) -> [UInt8]? {
        guard let bytes = kept else { return nil }
        kept = nil
        let stripped = try PNGOriginal.stripped(bytes.joined(), exif: exif)
        return stripped.count < limit ? stripped : nil
    }

    /// Refuses what the first chunk declares, before libpng allocates for it.
    private func checkHeader() throws(ImageError) {
        let header = try PNGHeader(head)
        try limits.check(size: header.size)
        try limits.check(predictedPeak: Self.decoderBytes(header))
        self.header = header
        if lane == .fast, !header.isInterlaced, header.bitDepth == 8 {
            decoders = HandOver(decoders.library, try FastPNGDecoder(memoryLimit: 2 * Self.rawBytes(header)))
        }
    }

    /// What can be given without more bytes.
    private func next() -> SourceEvent? {
        guard let plane else { return decoders.library.metadata.map { .header(begun($0)) } }
        guard hasRows(plane.size.height) else { return nil }
        if let metadata = amendment {
            amendment = nil
            return .metadata(metadata)
        }
        if !hasToldPlanes {
            hasToldPlanes = true
            return .planes([plane])
        }
        rows = rows.upperBound..<min(rows.upperBound + Self.rowsAtATime, plane.size.height)
        hasToldRows = true
        return .rows
    }

    private func hasRows(_ height: Int) -> Bool {
        guard decoders.isFast else { return decoders.library.hasRows }
        if isEnded, rows.upperBound == height { decoders.release() }
        return isEnded && rows.upperBound < height
    }

    private func end() throws(ImageError) {
        guard decoders.isFast else {
            isEnded = true
            return try heed(decoders.library.notes)
        }
        guard let fast = decoders.fast, let plane, let shape = try fast.finish(), shape.size == plane.size,
            shape.channels == plane.channels
        else { return decoders.settle(isFast: false) }
        decoders.commit()
        isEnded = true
        try heed(notes.filled(by: fast.lateNotes))
    }

    /// Checks whether what comes after the pixels contradicts what came before them.
    /// - Throws: if it does and it is too late: the picture was not held, and must not come out lying on its side.
    private func heed(_ all: PNGNotes) throws(ImageError) {
        let (before, after) = (notes.metadata ?? EXIFMetadata(), all.metadata ?? EXIFMetadata())
        notes = all
        if !hasToldRows {
            amendment = before == after ? nil : after
        } else if before.orientation != after.orientation {
            throw .unsupported("an orientation that comes after the pixels, in a picture that is not held whole")
        }
    }
}

extension PNGSource {
    /// Some rows at a time: reading the clock for each would cost more than some rows do.
    private static let rowsAtATime = 16

    /// The header of the source, once libpng has read what comes before the pixels.
    private func begun(_ metadata: LibraryPNGDecoder.Metadata) -> SourceHeader {
        plane = SourcePlane(size: metadata.size, channels: metadata.channels)
        notes = decoders.library.notes
        return SourceHeader(
            format: .png,
            size: metadata.size,
            metadata: notes.metadata ?? EXIFMetadata(),
            colorModel: metadata.hasPalette ? .palette : metadata.channels < 3 ? .gray : .rgb,
            hasAlpha: metadata.channels.isMultiple(of: 2),
            isProgressive: metadata.isInterlaced,
            profile: metadata.profile,
            gamma: metadata.gamma,
            chromaticities: metadata.chromaticities,
            decoderBytes: header.map { Self.decoderBytes($0) } ?? 0,
            wholeBytes: decoders.fast == nil ? 0 : header.map { 4 * Self.rawBytes($0) } ?? 0,
            originalBytes: 2 * metadata.size.width * metadata.size.height,
            samplesPerRow: metadata.size.width * metadata.channels
        )
    }

    /// The picture as its filters leave it. Compressed data that take more than this again are left to libpng.
    private static func rawBytes(_ header: PNGHeader) -> Int {
        (header.size.width * header.mostChannels + 1) * header.size.height + 65_536
    }

    /// The whole picture when it is interlaced; else some rows, as stored and as given, and zlib's window. The first
    /// rows of what one slice can inflate to gather as well.
    private static func decoderBytes(_ header: PNGHeader) -> Int {
        let stored = header.size.width * header.mostChannels * max(header.bitDepth / 8, 1)
        let given = header.size.width * header.mostChannels
        let rows = header.isInterlaced ? header.size.height : 4
        let gathering = min(LibraryPNGDecoder.sliceLength * 1032, given * header.size.height)
        return 3 * stored + given * rows + gathering + 131_072
    }
}
