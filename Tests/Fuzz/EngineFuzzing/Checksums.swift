/// Right checksums for the chunks of a PNG (PNG specification, 5.3 and annex D).
enum Checksums {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func repaired(_ file: [UInt8]) -> [UInt8] {
        var file = file
        var start = 8
        while start + 12 <= file.count {
            let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + length
            guard end + 4 <= file.count else { break }
            let sum = ~file[start + 4..<end].reduce(~UInt32(0)) { table[Int(UInt8($0 & 255) ^ $1)] ^ $0 >> 8 }
            for byte in 0..<4 { file[end + byte] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * byte)) }
            start = end + 4
        }
        return file
    }
}
