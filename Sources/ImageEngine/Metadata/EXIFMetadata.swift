/// What the engine keeps of a picture's EXIF: how to turn it, and whose it is. Everything else, the place where it was
/// taken above all, is dropped by not being here.
struct EXIFMetadata: Sendable, Equatable {
    var orientation = Orientation.up

    /// Tag 315, without the closing NUL.
    var artist: [UInt8]?

    /// Tag 33432, without the closing NUL; a photographer's and an editor's part may be divided by a NUL within.
    var copyright: [UInt8]?
}

extension EXIFMetadata {
    private enum Tag {
        static let orientation: UInt16 = 274
        static let artist: UInt16 = 315
        static let copyright: UInt16 = 33432
    }

    /// Longer texts are dropped: no name is that long, and a rendition must not carry a payload.
    private static let maxText = 2000

    /// Reads the main directory of a TIFF block of either byte order, with or without the `Exif` prefix of JPEG's APP1.
    ///
    /// Whatever is damaged is ignored: a picture is worth showing without it. Only one directory is read, so its entries,
    /// at most 65,535 of them, are all the work there is, and offsets that form a loop are never followed.
    init(parsing bytes: Span<UInt8>) {
        self.init()
        guard let reader = TIFFReader(bytes), let directory = reader.word(at: 4),
            let count = reader.half(at: Int(directory))
        else { return }
        var entry = Int(directory) + 2
        for _ in 0..<count {
            guard let tag = reader.half(at: entry), let type = reader.half(at: entry + 2),
                let length = reader.word(at: entry + 4)
            else { return }
            switch (tag, type) {
            case (Tag.orientation, 3):
                // Some writers give a count of 0 or 2; the first value is meant all the same.
                let value = reader.half(at: entry + 8).flatMap { UInt8(exactly: $0) }
                if let found = value.flatMap(Orientation.init(rawValue:)) { orientation = found }
            case (Tag.artist, 2): artist = reader.text(entry: entry, length: Int(length), limit: Self.maxText)
            case (Tag.copyright, 2): copyright = reader.text(entry: entry, length: Int(length), limit: Self.maxText)
            default: break
            }
            entry += 12
        }
    }

    /// A minimal TIFF block of artist and copyright; nil when there is neither.
    func encoded() -> [UInt8]? {
        // Directory entries are sorted by tag, as TIFF demands.
        let texts = [(Tag.artist, artist), (Tag.copyright, copyright)].compactMap { tag, text in
            text.map { (tag: tag, bytes: $0 + [0]) }
        }
        guard !texts.isEmpty else { return nil }
        var block: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, UInt8(texts.count)]
        var values: [UInt8] = []
        let valuesStart = block.count + texts.count * 12 + 4
        for (tag, bytes) in texts {
            block += Self.bigEndian(tag) + [0, 2] + Self.bigEndian(UInt32(truncatingIfNeeded: bytes.count))
            if bytes.count <= 4 {
                block += bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
            } else {
                block += Self.bigEndian(UInt32(truncatingIfNeeded: valuesStart + values.count))
                // Values begin at even offsets.
                values += bytes.count.isMultiple(of: 2) ? bytes : bytes + [0]
            }
        }
        return block + [0, 0, 0, 0] + values
    }

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        stride(from: value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
