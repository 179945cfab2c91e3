extension ImageFormat {
    /// As many first bytes of a file as `identify` looks at: room for a dozen brands.
    public static let prefixLength = 64

    /// What files begin with: one of these.
    public var signatures: [Signature] { facts.signatures }

    /// What the first box of an ISO base media file names: one of these.
    public var brands: [String] { facts.brands }

    /// The format by the first bytes alone: a name or a declared type is often wrong.
    ///
    /// Fewer than `prefixLength` bytes may be given; then what begins with more of them is not recognized.
    /// - Returns: nil for what is no known format.
    public static func identify(_ prefix: Span<UInt8>) -> Self? {
        let named = brands(prefix)
        for format in allCases {
            let facts = format.facts
            if facts.signatures.contains(where: { $0.matches(prefix) }) { return format }
            if facts.brands.contains(where: named.contains) { return format }
        }
        return nil
    }

    /// The major brand, and the compatible ones that stand in the first bytes (ISO/IEC 14496-12, 4.3).
    private static func brands(_ prefix: Span<UInt8>) -> [String] {
        func text(_ at: Int) -> String { String(decoding: (at..<at + 4).map { prefix[$0] }, as: UTF8.self) }
        guard prefix.count >= 12, text(4) == "ftyp" else { return [] }
        let length = (0..<4).reduce(0) { $0 << 8 | Int(prefix[$1]) }
        let end = min(length, prefix.count, prefixLength)
        // Between the major brand and the others stands its version.
        return stride(from: 8, through: end - 4, by: 4).filter { $0 != 12 }.map(text)
    }
}
