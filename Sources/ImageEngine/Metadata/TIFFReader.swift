/// Numbers of a TIFF block in its byte order; nil wherever one would lie outside.
struct TIFFReader {
    private let bytes: [UInt8]
    private let isBigEndian: Bool

    /// nil when the block does not begin like TIFF; the prefix `Exif` and two NULs is skipped.
    init?(_ bytes: Span<UInt8>) {
        let prefix: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
        var copy: [UInt8] = []
        copy.append(bytes)
        self.bytes = copy.starts(with: prefix) ? Array(copy.dropFirst(prefix.count)) : copy
        guard self.bytes.count >= 8 else { return nil }
        switch self.bytes.prefix(4) {
        case [0x49, 0x49, 42, 0]: isBigEndian = false
        case [0x4D, 0x4D, 0, 42]: isBigEndian = true
        default: return nil
        }
    }

    func half(at offset: Int) -> UInt16? {
        guard offset >= 0, offset <= bytes.count - 2 else { return nil }
        let (first, second) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    func word(at offset: Int) -> UInt32? {
        guard let first = half(at: offset), let second = half(at: offset + 2) else { return nil }
        return isBigEndian ? UInt32(first) << 16 | UInt32(second) : UInt32(second) << 16 | UInt32(first)
    }

    /// The text of a directory entry without trailing NULs and blanks; nil when there is none, or more than `limit`.
    func text(entry: Int, length: Int, limit: Int) -> [UInt8]? {
        guard (1...limit).contains(length), let far = word(at: entry + 8) else { return nil }
        let start = length <= 4 ? entry + 8 : Int(far)
        guard start <= bytes.count - length else { return nil }
        var text = (start..<start + length).map { bytes[$0] }
        while let last = text.last, last == 0 || last == 0x20 { text.removeLast() }
        return text.isEmpty ? nil : text
    }
}
