/// A source's own bytes, held in case they become a rendition: in pieces, so that nothing is copied twice as they grow,
/// and joined only when they are wanted.
struct KeptBytes {
    /// Below what allocators map afresh each time.
    private static let pieceLength = 65_536

    private(set) var count = 0
    private var pieces: [[UInt8]] = []

    mutating func append(_ bytes: Span<UInt8>) {
        count += bytes.count
        var start = 0
        while start < bytes.count {
            if pieces.last.map({ $0.count == Self.pieceLength }) ?? true {
                pieces.append([])
                pieces[pieces.count - 1].reserveCapacity(Self.pieceLength)
            }
            let last = pieces.count - 1
            let end = min(bytes.count, start + Self.pieceLength - pieces[last].count)
            pieces[last].append(bytes.extracting(start..<end))
            start = end
        }
    }

    consuming func joined() -> [UInt8] {
        var whole: [UInt8] = []
        whole.reserveCapacity(count)
        for piece in pieces { whole += piece }
        return whole
    }
}
