/// What has arrived of one response so far.
final class CurlExchange {
    /// The head of the response that is being received.
    private(set) var head: HTTPResponseHead?
    /// Whether the empty line after the head has arrived: without it, field lines may be missing.
    private(set) var isHeadComplete = false
    /// Why the exchange was ended from this side.
    private(set) var failure: (any Error)?
    private let receive: (HTTPResponseHead, Span<UInt8>) throws -> Void
    private var headerBytes = 0

    /// No server of this project sends a tenth of it; without a limit a broken one could fill the memory.
    private static let maximumHeaderBytes = 256 * 1024

    init(_ receive: @escaping (HTTPResponseHead, Span<UInt8>) throws -> Void) {
        self.receive = receive
    }

    /// Takes a status line, a field line or the empty line; false ends the exchange.
    func take(headerLine: String) -> Bool {
        headerBytes += headerLine.utf8.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            failure = HTTPError.interrupted("the response headers are longer than \(Self.maximumHeaderBytes) bytes")
            return false
        }
        let line = headerLine.utf8.drop(while: Self.isSpace)
        if headerLine.hasPrefix("HTTP/") {
            // A new status line follows `100 Continue`: only the last head counts.
            let status = headerLine.split(separator: " ", maxSplits: 2).dropFirst().first?.prefix(3)
            head = HTTPResponseHead(status: status.flatMap { Int($0) } ?? 0)
            isHeadComplete = false
        } else if line.isEmpty {
            isHeadComplete = true
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let value = line[line.index(after: colon)...].drop(while: Self.isSpace)
            let end = value.lastIndex { !Self.isSpace($0) }.map { value.index(after: $0) } ?? value.startIndex
            head?.headers.add(String(Substring(line[..<colon])), String(Substring(value[..<end])))
        }
        return true
    }

    /// Takes a piece of the body; false ends the exchange.
    func take(_ piece: Span<UInt8>) -> Bool {
        guard let head else { return false }
        do {
            try receive(head, piece)
            return true
        } catch {
            failure = error
            return false
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 and at most what fits in 31 bits: libcurl takes 0 for "no limit".
    var saturatedMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds >= 0 else { return 1 }
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return Swift.max(1, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
