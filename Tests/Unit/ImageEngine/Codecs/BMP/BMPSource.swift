import ImageFormats

@testable import ImageEngine

/// A third format, which only tests read: uncompressed bitmaps of 24 bits, whose rows are stored from the bottom up, so that
/// none can be given before the last byte has come.
final class BMPSource: ImageSource {
    private enum Step {
        case header
        case planes
        case rows
        case done
    }

    private static let headerLength = 54

    private let limits: DecodeLimits
    private var bytes: [UInt8] = []
    private var size = PixelSize(width: 0, height: 0)
    private var step = Step.header

    init(limits: DecodeLimits, lane: Lane) {
        self.limits = limits
    }

    let warnings = 0

    func read(_ bytes: Span<UInt8>, from offset: inout Int) throws(ImageError) -> SourceEvent? {
        self.bytes.append(bytes.extracting(offset..<bytes.count))
        offset = bytes.count
        guard step == .header, self.bytes.count >= Self.headerLength else { return nil }
        step = .planes
        return .header(try header())
    }

    func finish(after count: Int) throws(ImageError) -> SourceEvent? {
        switch step {
        case .header: throw .truncated(after: count)
        case .planes:
            guard bytes.count >= Self.headerLength + rowBytes * size.height else { throw .truncated(after: count) }
            step = .rows
            return .planes([SourcePlane(size: size, channels: 3)])
        case .rows:
            step = .done
            return .rows
        case .done: return nil
        }
    }

    func begin(_ order: DecodeOrder) -> DecodeOffer { DecodeOffer() }

    func forEachRow(of plane: Int, _ body: (Span<UInt8>) throws(ImageError) -> Void) throws(ImageError) {
        for y in 0..<size.height {
            let start = Self.headerLength + (size.height - 1 - y) * rowBytes
            let row = stride(from: start, to: start + 3 * size.width, by: 3).flatMap { bytes[$0..<$0 + 3].reversed() }
            try body(row.span)
        }
    }

    /// Rows end at multiples of four bytes.
    private var rowBytes: Int { (3 * size.width + 3) / 4 * 4 }

    private func header() throws(ImageError) -> SourceHeader {
        func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        guard number(10) == Self.headerLength, number(14) == 40, bytes[28] == 24, number(30) == 0 else {
            throw .unsupported("a bitmap that is not of 24 bits, or compressed")
        }
        size = PixelSize(width: number(18), height: number(22))
        try limits.check(size: size)
        return SourceHeader(
            format: .bmp,
            size: size,
            metadata: EXIFMetadata(),
            colorModel: .rgb,
            decoderBytes: rowBytes * size.height,
            samplesPerRow: 3 * size.width
        )
    }
}
