/// The source's own compressed data as a rendition.
enum PNGOriginal {
    /// Chunks that make the pixels of the first picture; the rest is metadata or further frames.
    private static let kept = ["IHDR", "PLTE", "tRNS", "sRGB", "IDAT", "IEND"].map { Array($0.utf8) }

    /// The file with nothing but its picture, and an eXIf chunk (PNG specification, 5.3 and 11.3).
    static func stripped(_ file: [UInt8], exif: [UInt8]?) throws(ImageError) -> [UInt8] {
        var result = Array(file.prefix(8))
        result.reserveCapacity(file.count)
        var at = 8
        while at + 12 <= file.count {
            let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = at + 12 + length
            guard end <= file.count else { throw .corrupt("a chunk longer than the file") }
            let type = Array(file[at + 4..<at + 8])
            if kept.contains(type) { result += file[at..<end] }
            if type == kept[0], let exif { result += chunk("eXIf", exif) }
            at = end
            if type == kept[5] { return result }
        }
        throw .corrupt("no IEND chunk")
    }

    private static func chunk(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + payload
        return bigEndian(UInt32(truncatingIfNeeded: payload.count)) + body + bigEndian(checksum(body))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// CRC-32 as PNG defines it (annex D), bit by bit: the block is a few dozen bytes.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
