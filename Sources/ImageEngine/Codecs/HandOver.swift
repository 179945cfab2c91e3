/// One file, two decoders: how the fast lane takes over from the library, and how it gives up.
///
/// Both read what comes before the pixels. Then it is decided which of them continues: the fast one if it takes the file, does all
/// that is wanted and is granted its memory. Until it is sure of the picture, what the library misses is held, so that the library
/// can still take its place; after the first row it is too late for that, and what was held is released.
struct HandOver<Fast: LaneDecoder, Library: LaneDecoder> {
    private enum Phase {
        case both
        case trial
        case fast
        case library
    }

    let library: Library
    private(set) var fast: Fast?
    private var phase = Phase.both

    /// Piece by piece, since one array would be copied, and its pages touched, again and again as it grows.
    private var held: [[UInt8]] = []

    /// Where the library is in the first piece that is held.
    private var heldOffset = 0

    /// Both decoders, or the library alone.
    init(_ library: Library, _ fast: Fast?) {
        self.library = library
        self.fast = fast
    }

    /// Whether the fast decoder reads alone.
    var isFast: Bool { phase == .trial || phase == .fast }

    /// Whether there is something to read that was held.
    var isBehind: Bool { phase == .library && !held.isEmpty }

    /// Gives the decoders what they take of a piece from `offset` on; first of what was held, if there is any.
    mutating func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> LaneDecoderAnswer {
        switch phase {
        case .both:
            let start = offset
            let answer = try library.read(bytes, from: &offset)
            var fastOffset = 0
            // A file that is complete before that is decided is the library's: there is no time left to gain.
            if try fast?.read(bytes.extracting(start..<offset), from: &fastOffset) != .more { fast = nil }
            return answer
        case .trial:
            held.append([UInt8](bytes.extracting(offset..<bytes.count)))
            let answer = try fast?.read(bytes, from: &offset) ?? .declined
            offset = bytes.count
            guard answer == .declined else { return answer }
            settle(isFast: false)
            return .more
        case .fast:
            return try fast?.read(bytes, from: &offset) ?? .declined
        case .library:
            guard let first = held.first else { return try library.read(bytes, from: &offset) }
            let answer = try library.read(first.span, from: &heldOffset)
            if heldOffset >= first.count {
                held.removeFirst()
                heldOffset = 0
            }
            return answer
        }
    }

    /// Decides which continues. The fast decoder is on trial until `commit`; if it is not to continue, or no longer, the library reads
    /// what it has missed.
    mutating func settle(isFast: Bool) {
        phase = isFast && fast != nil ? .trial : .library
        if phase == .library { fast = nil }
    }

    /// The fast decoder is sure of the picture.
    mutating func commit() {
        phase = .fast
        held = []
    }

    /// The fast decoder has given its last row.
    mutating func release() {
        fast = nil
    }
}

/// What reads one file in one lane.
protocol LaneDecoder: AnyObject {
    /// Takes as much of a piece from `offset` on, which it moves, as it needs.
    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> LaneDecoderAnswer
}

/// A decoder's answer to a piece.
enum LaneDecoderAnswer {
    case more

    /// The file is complete; what follows is ignored.
    case end

    /// The decoder does not take the file. Only the fast lane says so.
    case declined
}
