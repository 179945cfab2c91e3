import ImageFormats

/// Small pictures side by side on one sheet, as photographers print them to choose from.
public struct ContactSheet {
    /// Pictures that a sheet has room for: all of them are held until it is encoded.
    public static let capacity = 600

    /// How a picture has to be drawn for the sheet.
    public static var settings: RenditionSettings {
        var settings = RenditionSettings()
        settings.resize = Resize(width: cell, height: cell)
        settings.format = .png
        return settings
    }

    private static let cell = 160
    private static let gap = 12
    private static let columns = 6
    private static let paper = RGBColor(red: 245, green: 245, blue: 242)

    private var pictures: [Bitmap] = []

    /// An empty sheet.
    public init() {}

    /// Whether nothing is on it.
    public var isEmpty: Bool { pictures.isEmpty }

    /// Puts the next picture, a PNG drawn by ``settings``, in the next place; what is too much is left out.
    public mutating func add(png: Span<UInt8>) throws(ImageError) {
        guard pictures.count < Self.capacity else { return }
        let picture = try Bitmap(png: png, maxPixels: Self.cell * Self.cell)
        pictures.append(picture.expanded(color: true, alpha: false).flattened(on: Self.paper))
    }

    /// The sheet as a PNG.
    public func encoded() throws(ImageError) -> [UInt8] {
        let columns = max(min(pictures.count, Self.columns), 1)
        let pitch = Self.cell + Self.gap
        let width = columns * pitch + Self.gap
        let lines = stride(from: 0, to: pictures.count, by: columns).map {
            pictures[$0..<min($0 + columns, pictures.count)]
        }
        let size = PixelSize(width: width, height: lines.count * pitch + Self.gap)
        let encoder = try PNGEncoder(size: size, channels: 3)
        let blank = Array(repeatElement([Self.paper.red, Self.paper.green, Self.paper.blue], count: width).joined())
        for line in lines {
            for _ in 0..<Self.gap { try encoder.write(row: blank.span) }
            for y in 0..<Self.cell {
                var row = blank
                for (column, picture) in line.enumerated() {
                    Self.lay(picture, y, at: Self.gap + column * pitch, on: &row)
                }
                try encoder.write(row: row.span)
            }
        }
        for _ in 0..<Self.gap { try encoder.write(row: blank.span) }
        return try encoder.finish()
    }

    /// One row of a picture that lies in the middle of its cell.
    private static func lay(_ picture: Bitmap, _ y: Int, at left: Int, on row: inout [UInt8]) {
        let line = y - (cell - picture.size.height) / 2
        guard line >= 0, line < picture.size.height else { return }
        let start = (left + (cell - picture.size.width) / 2) * 3
        let samples = picture.samples[line * picture.rowBytes..<(line + 1) * picture.rowBytes]
        row.replaceSubrange(start..<start + samples.count, with: samples)
    }
}
