import CImageSupport
import CJPEG

/// Cuts a JPEG file into its markers, segments and entropy-coded data, whatever pieces it arrives in (ITU-T T.81, annex B).
///
/// A pull parser: the caller asks for tokens until the piece is used up. It knows the shape of the stream, not what its
/// segments mean.
struct JPEGMarkerParser {
    enum Token: Equatable {
        /// A marker without a segment, by its second byte.
        case marker(UInt8)

        /// A segment; `payload` holds what follows its length.
        case segment(UInt8)

        /// A part of the piece that is entropy-coded data.
        case entropy(Range<Int>)

        /// An 0xFF at the end of an earlier piece that turned out to be entropy-coded data.
        case heldEntropyByte
    }

    private enum State {
        case betweenMarkers
        case code
        case lengthHigh(UInt8)
        case lengthLow(UInt8, high: Int)
        case payload(UInt8, left: Int)
        case entropy
        case entropyAfterFF
    }

    /// What the last segment held.
    private(set) var payload: [UInt8] = []

    /// Runs of bytes between segments that belong to nothing.
    private(set) var strayRuns = 0

    private var state = State.betweenMarkers
    private var isInStrayRun = false

    /// The next token of `bytes` from `offset` on, which it moves; nil when the piece is used up.
    mutating func next(_ bytes: Span<UInt8>, _ offset: inout Int) throws(ImageError) -> Token? {
        while offset < bytes.count {
            if case .entropy = state {
                if let token = scanEntropy(bytes, &offset) { return token }
                continue
            }
            if case .payload(let code, let left) = state {
                let count = min(left, bytes.count - offset)
                payload.append(bytes.extracting(offset..<offset + count))
                offset += count
                state = .payload(code, left: left - count)
                if count == left { return complete(code) }
                continue
            }
            if let token = try step(bytes[offset], &offset) { return token }
        }
        return nil
    }

    private mutating func scanEntropy(_ bytes: Span<UInt8>, _ offset: inout Int) -> Token? {
        let start = offset
        let rest = bytes.extracting(start..<bytes.count)
        offset = start + Self.nextMarker(in: rest)
        let end = offset
        if offset < bytes.count {
            state = .entropyAfterFF
            offset += 1
        }
        return end > start ? .entropy(start..<end) : nil
    }

    /// The offset of the first marker in entropy-coded data: `count` when there is none, `count - 1` when the last
    /// byte may begin one.
    private static func nextMarker(in bytes: Span<UInt8>) -> Int {
        unsafe bytes.withUnsafeBufferPointer { unsafe ic_jpeg_next_marker($0.baseAddress, $0.count) }
    }

    /// One byte outside of payloads and entropy-coded data.
    private mutating func step(_ byte: UInt8, _ offset: inout Int) throws(ImageError) -> Token? {
        switch state {
        case .entropyAfterFF:
            switch byte {
            case 0x00, 0xD0...0xD7:
                state = .entropy
                return .heldEntropyByte
            case 0xFF:
                break
            default:
                state = .code
                return nil
            }
        case .betweenMarkers:
            if byte == 0xFF {
                state = .code
                isInStrayRun = false
            } else if !isInStrayRun {
                isInStrayRun = true
                strayRuns += 1
            }
        case .code:
            offset += 1
            return try begin(byte)
        case .lengthHigh(let code):
            state = .lengthLow(code, high: Int(byte))
        case .lengthLow(let code, let high):
            let length = high << 8 | Int(byte)
            if length < 2 { throw .corrupt("a segment of impossible length \(length)") }
            payload.removeAll(keepingCapacity: true)
            state = .payload(code, left: length - 2)
            if length == 2 {
                offset += 1
                return complete(code)
            }
        case .payload, .entropy:
            break
        }
        offset += 1
        return nil
    }

    private mutating func begin(_ code: UInt8) throws(ImageError) -> Token? {
        switch code {
        case 0xFF:
            return nil
        case 0x01, 0xD0...0xD9:
            state = .betweenMarkers
            return .marker(code)
        case 0x00, 0x02...0xBF:
            throw .corrupt("a marker 0xff\(String(code, radix: 16)) that JPEG does not have")
        default:
            state = .lengthHigh(code)
            return nil
        }
    }

    private mutating func complete(_ code: UInt8) -> Token {
        state = code == JPEGMarker.startOfScan ? .entropy : .betweenMarkers
        return .segment(code)
    }
}

/// Second bytes of the markers that matter here (ITU-T T.81, table B.1).
enum JPEGMarker {
    static let startOfImage: UInt8 = 0xD8
    static let endOfImage: UInt8 = 0xD9
    static let startOfScan: UInt8 = 0xDA
    static let huffmanTables: UInt8 = 0xC4
    static let arithmeticConditioning: UInt8 = 0xCC
    static let quantizationTables: UInt8 = 0xDB
    static let restartInterval: UInt8 = 0xDD
    static let app0: UInt8 = 0xE0
    static let app1: UInt8 = 0xE1
    static let app2: UInt8 = 0xE2
    static let app14: UInt8 = 0xEE

    /// Whether it begins a frame: all of 0xC0...0xCF that are not tables.
    static func isFrame(_ code: UInt8) -> Bool {
        (0xC0...0xCF).contains(code) && ![huffmanTables, 0xC8, arithmeticConditioning].contains(code)
    }
}
