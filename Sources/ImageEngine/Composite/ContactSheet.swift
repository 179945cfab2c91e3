import ImageFormats

/// Small pictures side by side on one sheet, as photographers print them to choose from.
public struct ContactSheet {
    /// Pixels that a picture may be wide and high.
    private let cell: Int

    /// Pictures that a sheet has room for: all of them are held until it is encoded.
    public var capacity: Int { 600 * 160 * 160 / (cell * cell) }

    /// How a picture has to be drawn for the sheet.
    public var settings: RenditionSettings {
        var settings = RenditionSettings()
        settings.resize = Resize(width: cell, height: cell)
        settings.format = .png
        return settings
    }

    private static let gap = 12
    private static let columns = 6
    private static let paper = RGBColor(red: 245, green: 245, blue: 242)

    private var pictures: [Bitmap] = []

    /// An empty sheet, for pictures of at most so many pixels along each side.
    public init(cell: Int = 160) {
        self.cell = min(max(cell, 16), 640)
    }

    /// Whether nothing is on it.
    public var isEmpty: Bool { pictures.isEmpty }

    /// Puts the next picture, a PNG drawn by ``settings``, in the next place; what is too much is left out.
    public mutating func add(png: Span<UInt8>, marks: CropMarks = CropMarks()) throws(ImageError) {
        guard pictures.count < capacity else { return }
        let picture = try Bitmap(png: png, maxPixels: cell * cell)
        let opaque = picture.expanded(color: true, alpha: false).flattened(on: Self.paper)
        pictures.append(marks.drawn(on: opaque))
    }

    /// The sheet as a PNG.
    public func encoded() throws(ImageError) -> [UInt8] {
        let columns = max(min(pictures.count, Self.columns), 1)
        let pitch = cell + Self.gap
        let width = columns * pitch + Self.gap
        let lines = stride(from: 0, to: pictures.count, by: columns).map {
            pictures[$0..<min($0 + columns, pictures.count)]
        }
        let size = PixelSize(width: width, height: lines.count * pitch + Self.gap)
        let encoder = try PNGEncoder(size: size, channels: 3)
        let blank = Array(repeatElement([Self.paper.red, Self.paper.green, Self.paper.blue], count: width).joined())
        for line in lines {
            for _ in 0..<Self.gap { try encoder.write(row: blank.span) }
            for y in 0..<cell {
                var row = blank
                for (column, picture) in line.enumerated() {
                    lay(picture, y, at: Self.gap + column * pitch, on: &row)
                }
                try encoder.write(row: row.span)
            }
        }
        for _ in 0..<Self.gap { try encoder.write(row: blank.span) }
        return try encoder.finish()
    }

    /// One row of a picture that lies in the middle of its cell.
    private func lay(_ picture: Bitmap, _ y: Int, at left: Int, on row: inout [UInt8]) {
        let line = y - (cell - picture.size.height) / 2
        guard line >= 0, line < picture.size.height else { return }
        let start = (left + (cell - picture.size.width) / 2) * 3
        let samples = picture.samples[line * picture.rowBytes..<(line + 1) * picture.rowBytes]
        row.replaceSubrange(start..<start + samples.count, with: samples)
    }
}
