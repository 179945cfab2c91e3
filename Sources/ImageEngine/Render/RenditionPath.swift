/// The way from a source's rows to one rendition's bytes.
protocol RenditionPath: AnyObject {
    /// The next row of a plane, as decoded.
    func push(_ row: Span<UInt8>, plane: Int) throws(ImageError)

    /// Encodes what can be encoded so far.
    func drain() throws(ImageError)

    /// All rows were pushed.
    /// - Returns: the whole file.
    func finish() throws(ImageError) -> [UInt8]
}
