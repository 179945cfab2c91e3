/// The way from a source's rows to one rendition's bytes.
protocol RenditionPath: AnyObject {
    /// The next row of a plane, as decoded.
    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError)

    /// Encodes what can be encoded so far.
    func drain() throws(ImageError)

    /// All rows were pushed: gives the whole file.
    ///
    /// `geometry` is the plan's as it is known by now. What the rows have shown may have decided which part is kept of a picture
    /// that was gathered, and where it lies.
    func finish(_ geometry: RenditionGeometry) throws(ImageError) -> [UInt8]
}
