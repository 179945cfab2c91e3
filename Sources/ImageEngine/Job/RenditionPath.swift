/// The way from a source's rows to one rendition's bytes.
protocol RenditionPath: AnyObject {
    /// The next row of a plane, as decoded.
    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError)

    /// Encodes what can be encoded so far.
    func drain() throws(ImageError)

    /// All rows were pushed.
    ///
    /// - Parameter geometry: The plan's, as it is known by now: of what was gathered, the part that is kept and the place where
    ///   it lies may have been decided by what the rows have shown.
    /// - Returns: the whole file.
    func finish(_ geometry: RenditionGeometry) throws(ImageError) -> [UInt8]
}
