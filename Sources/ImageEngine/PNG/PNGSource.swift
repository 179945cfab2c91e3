/// Feeds a PNG, in whatever pieces it comes, through libpng into a development.
struct PNGSource: ~Copyable {
    private let decoder: PNGDecoder
    private let development: Development
    private var head: [UInt8] = []
    private var header: PNGHeader?
    private var planes: [SourcePlane] = []
    private var rowLength = 0

    /// What stands before the pixels, and whether any row of them was pushed.
    private var notes = PNGNotes()
    private var hasPushed = false

    private var isEnded = false

    /// Until the pixels begin it reads along; then it goes on alone, or is given up.
    private var fast: FastPNGDecoder?
    private var isFast = false

    /// What libpng was not given, since the fast decoder went on alone: piece by piece, since one array would be copied, and its
    /// pages touched, again and again as it grows.
    private var held: [[UInt8]] = []

    init(_ development: Development) throws(ImageError) {
        decoder = try PNGDecoder(chunkLimit: development.limits.maxMetadataBytes)
        self.development = development
    }

    mutating func feed(_ bytes: Span<UInt8>) throws(ImageError) {
        development.keep(bytes)
        var rest = bytes
        if header == nil {
            let count = min(PNGHeader.length - head.count, rest.count)
            head.append(rest.extracting(0..<count))
            rest = rest.extracting(count..<rest.count)
            guard head.count == PNGHeader.length else { return }
            try checkHeader()
            let head = head
            try decode(head.span)
        }
        while !rest.isEmpty, !isEnded {
            let count = isFast ? rest.count : min(rest.count, PNGDecoder.sliceLength)
            try decode(rest.extracting(0..<count))
            rest = rest.extracting(count..<rest.count)
        }
    }

    /// No more bytes.
    mutating func finish(after count: Int) throws(ImageError) {
        guard isEnded else { throw .truncated(after: count) }
        if !isFast { try heed(decoder.notes) }
        development.warnings += decoder.warnings
    }

    /// Refuses what the first chunk declares, before libpng allocates for it.
    private mutating func checkHeader() throws(ImageError) {
        let header = try PNGHeader(head)
        try development.limits.check(size: header.size)
        try development.limits.check(predictedPeak: Self.decoderBytes(header))
        self.header = header
        if development.codec == .fast, !header.isInterlaced, header.bitDepth == 8 {
            fast = try FastPNGDecoder(memoryLimit: 2 * Self.rawBytes(header))
        }
    }

    private mutating func decode(_ bytes: Span<UInt8>) throws(ImageError) {
        if isFast { return try decodeFast(bytes) }
        let start = development.clock()
        isEnded = try decoder.feed(bytes)
        if let fast, try fast.feed(bytes) != false { self.fast = nil }
        development.times.decode += development.clock() - start
        if rowLength == 0 {
            guard let header, let metadata = decoder.metadata else { return }
            try begin(header, metadata)
            isFast = fast != nil && development.grantsWhole
            if isFast { return }
            fast = nil
        }
        let decoded = development.clock()
        let development = development
        if header?.isInterlaced == true, isEnded { try heed(decoder.notes) }
        hasPushed = header?.isInterlaced == false || isEnded
        try decoder.takeRows(length: rowLength) { (row) throws(ImageError) in
            try development.push(row, plane: 0)
        }
        development.times.resample += development.clock() - decoded
        try development.drain()
    }

    private mutating func decodeFast(_ bytes: Span<UInt8>) throws(ImageError) {
        guard let fast else { return }
        held.append([UInt8](bytes))
        let start = development.clock()
        let isWhole = try fast.feed(bytes)
        if isWhole == false { return }
        let shape = try isWhole == nil ? nil : fast.finish()
        development.times.decode += development.clock() - start
        guard let shape, shape.size.width * shape.channels == rowLength else { return try replay() }
        held = []
        isEnded = true
        try heed(notes.filled(by: fast.lateNotes))
        hasPushed = true
        let development = development
        // Some rows at a time: reading the clock for each would cost more than some rows do.
        for first in stride(from: 0, to: shape.size.height, by: Self.rowsAtATime) {
            let start = development.clock()
            for row in first..<min(first + Self.rowsAtATime, shape.size.height) {
                try fast.withRow(row, length: rowLength) { (row) throws(ImageError) in
                    try development.push(row, plane: 0)
                }
            }
            development.times.resample += development.clock() - start
            try development.drain()
        }
        self.fast = nil
    }

    /// Gives libpng what it was not given.
    private mutating func replay() throws(ImageError) {
        isFast = false
        fast = nil
        let pieces = held
        held = []
        for piece in pieces {
            var rest = piece.span
            while !rest.isEmpty, !isEnded {
                let count = min(rest.count, PNGDecoder.sliceLength)
                try decode(rest.extracting(0..<count))
                rest = rest.extracting(count..<rest.count)
            }
        }
    }

    private mutating func begin(_ header: PNGHeader, _ metadata: PNGDecoder.Metadata) throws(ImageError) {
        rowLength = metadata.size.width * metadata.channels
        notes = decoder.notes
        planes = [SourcePlane(size: metadata.size, channels: metadata.channels)]
        let source = SourceHeader(
            format: .png,
            size: metadata.size,
            metadata: notes.metadata ?? EXIFMetadata(),
            colorModel: metadata.hasPalette ? .palette : metadata.channels < 3 ? .gray : .rgb,
            hasAlpha: metadata.channels.isMultiple(of: 2),
            isProgressive: metadata.isInterlaced,
            profile: metadata.profile,
            gamma: metadata.gamma,
            chromaticities: metadata.chromaticities,
            decoderBytes: Self.decoderBytes(header),
            wholeBytes: fast == nil ? 0 : 4 * Self.rawBytes(header),
            samplesPerRow: rowLength
        )
        try development.begin(source)
        try development.start(planes)
    }

    /// Plans anew when what stands behind the pixels says something else than what stood before them.
    /// - Throws: when it is too late for that. The picture was not held, and shall not come out lying on its side.
    private mutating func heed(_ all: PNGNotes) throws(ImageError) {
        let (before, after) = (notes.metadata ?? EXIFMetadata(), all.metadata ?? EXIFMetadata())
        notes = all
        if hasPushed {
            guard before.orientation == after.orientation else {
                throw .unsupported("an orientation that comes after the pixels, in a picture that is not held whole")
            }
        } else if before != after {
            try development.amend(after)
            try development.start(planes)
        }
    }

    private static let rowsAtATime = 16

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
        let gathering = min(PNGDecoder.sliceLength * 1032, given * header.size.height)
        return 3 * stored + given * rows + gathering + 131_072
    }
}
