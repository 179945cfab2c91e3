/// A file on its way to rows: what decodes one format.
///
/// The job asks, and the source answers with the next thing that has to be known or done. Nothing is pushed, and the source knows
/// nothing about who asks: it may decode as bytes arrive, wait for the end of the file, or take rows from another process.
///
/// Its answers come in this order: `header` once, then, after `begin`, `metadata` at most once, `planes` once, and `rows` until
/// all of the picture was given.
protocol ImageSource: AnyObject {
    /// A source of a file whose bytes come later. Nothing of the file's size may be allocated before its header was checked
    /// against `limits`.
    init(limits: DecodeLimits, lane: Lane) throws(ImageError)

    /// Reads on from `offset`, which it moves, in a piece of the file.
    ///
    /// A piece is given again, with the offset where it was left, until the answer is nil: then nothing of it is needed any more.
    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> SourceEvent?

    /// Goes on without more bytes: the file has ended after `count` of them. Called until the answer is nil.
    /// - Throws: `ImageError.truncated` for one that ends before its picture does.
    func finish(after count: Int) throws(ImageError) -> SourceEvent?

    /// Takes up what the renditions need, once the header was given.
    /// - Returns: how much of it the source does.
    func begin(_ order: DecodeOrder) throws(ImageError) -> DecodeOffer

    /// The rows of a plane that the last `rows` stands for, top to bottom; each is asked for once.
    func forEachRow(of plane: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError)

    /// The number of oddities that did not keep the file from being decoded.
    var warnings: Int { get }

    /// A rendition that the source has offered to make, after its last row: the whole file.
    func rendition(_ number: Int) -> [UInt8]?

    /// The file's own compressed data with `exif`, a TIFF block, for all metadata, after its last row.
    /// - Returns: nil when that has not fewer than `limit` bytes, or was not kept.
    func original(below limit: Int, exif: [UInt8]?) throws(ImageError) -> [UInt8]?
}

extension ImageSource {
    /// None was offered.
    func rendition(_ number: Int) -> [UInt8]? { nil }

    /// It is not kept.
    func original(below limit: Int, exif: [UInt8]?) throws(ImageError) -> [UInt8]? { nil }
}

/// What a source has reached.
enum SourceEvent {
    /// Everything before the first row is known. `begin` has to be called next.
    case header(SourceHeader)

    /// What comes after the pixels overrules what the header said. No row was given yet.
    case metadata(EXIFMetadata)

    /// The rows that follow are of these planes.
    case planes([SourcePlane])

    /// Some rows of each plane can be read with `forEachRow`.
    case rows
}

/// What the renditions need of a source.
struct DecodeOrder {
    /// The renditions, by their number.
    var plans: [RenditionPlan]

    /// Pixels that the longest side of what is decoded shall have at least, as far as the source has them.
    var longestSide = 0

    /// Whether there is room for `SourceHeader.wholeBytes`.
    var grantsWhole = false

    /// Whether the file's own data may become a rendition.
    var keepsOriginal = false
}

/// What a source does beyond giving all samples of all rows.
struct DecodeOffer {
    /// The renditions, by their number, that it makes itself and that need no rows.
    var made: [Int] = []

    /// The scale that it decodes at; nil for a source that has only one.
    var scale: DecodeScale?
}

/// A reduction that a decoder makes at no cost, in eighths of each side.
struct DecodeScale: Equatable {
    /// What each rendition would need by itself.
    var needed: [Int]

    /// What is decoded, once for all.
    var eighths: Int
}
