/// What writes one format, fed rows of pixels. One owner, one picture.
protocol ImageEncoder: AnyObject {
    /// Pixels that a side may have.
    static var maxSide: Int { get }

    /// Whether pixels may be transparent; if not, they are laid on the background before.
    static var holdsAlpha: Bool { get }

    /// Bytes of memory that writing takes at most, the finished file included, without `wholeBytes`.
    static func peak(_ encoding: Encoding) -> Int

    /// Bytes more with which the picture could be held whole, to be faster and to find its smallest form; 0 where it cannot.
    static func wholeBytes(_ encoding: Encoding) -> Int

    /// What settings mean to the format, in words.
    static func choices(_ settings: RenditionSettings) -> [String]

    /// Begins a picture.
    init(_ encoding: Encoding) throws(ImageError)

    /// The next row, as many bytes as the picture is wide times its channels.
    func write(row: Span<UInt8>) throws(ImageError)

    /// Ends the picture after its last row.
    /// - Returns: the whole file.
    func finish() throws(ImageError) -> [UInt8]
}

extension ImageEncoder {
    static func wholeBytes(_ encoding: Encoding) -> Int { 0 }

    static func choices(_ settings: RenditionSettings) -> [String] { [] }
}

/// An encoder that takes planes as well, so that luma and color differences need not become pixels.
protocol PlaneEncoder: ImageEncoder {
    /// What its planes mean.
    static var planeForm: PlaneForm { get }

    /// Begins a picture of `planes` planes: luma alone, or luma and two color differences, which are half as wide and high if
    /// the settings say so.
    init(_ encoding: Encoding, planes: Int) throws(ImageError)

    /// Rows of each plane that are encoded together. The last of a plane may be fewer.
    var rowsAtOnce: [Int] { get }

    /// Puts the next rows of a plane, one behind the other, in their place.
    func set(plane: Int, _ samples: Span<UInt8>, rows: Int) throws(ImageError)

    /// Encodes the rows that were set.
    func writePlanes() throws(ImageError)
}

/// What an encoder is to write.
struct Encoding {
    var size: PixelSize

    /// 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA.
    var channels: Int

    /// Quality and whatever else a format has of its own.
    var settings: RenditionSettings

    /// The metadata that stays: a TIFF block.
    var exif: [UInt8]?

    /// Whether the source had few colors, so that it may be worth looking for few again.
    var hadPalette = false

    /// Whether `ImageEncoder.wholeBytes` are granted.
    var isWhole = false
}
