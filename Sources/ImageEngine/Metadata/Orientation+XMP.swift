extension Orientation {
    /// What an XMP packet says: `tiff:Orientation` (XMP specification, part 2, 2.9), as an attribute or as an element.
    /// - Returns: nil when there is none of the eight values. No XML is parsed: one pass over the bytes.
    init?(xmp packet: Span<UInt8>) {
        let name = Array("tiff:Orientation".utf8)
        var matched = 0
        for index in packet.indices {
            let byte = packet[index]
            // Its first letter is nowhere else in the name before the place where it could matter.
            matched = byte == name[matched] ? matched + 1 : byte == name[0] ? 1 : 0
            guard matched == name.count else { continue }
            matched = 0
            if let found = Self.value(behind: index + 1, in: packet) {
                self = found
                return
            }
        }
        return nil
    }

    /// The digit behind `="`, `='` or `>`.
    private static func value(behind start: Int, in packet: Span<UInt8>) -> Orientation? {
        let passed = Array(" =\"'>\t\r\n".utf8)
        var index = start
        while index < min(packet.count, start + 8), passed.contains(packet[index]) { index += 1 }
        guard index > start, index + 1 < packet.count else { return nil }
        let isAlone = !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(packet[index + 1])
        return isAlone ? Orientation(rawValue: packet[index] &- UInt8(ascii: "0")) : nil
    }
}
