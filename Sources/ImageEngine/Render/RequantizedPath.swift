/// A rendition that the decoder itself makes, of coefficients: nothing is resampled, and no sample is rounded.
final class RequantizedPath: RenditionPath {
    /// The whole file, once the decoder has read the source to its end.
    var bytes: [UInt8]?

    func push(_ row: Span<UInt8>, plane: Int) {}

    func drain() {}

    func finish() throws(ImageError) -> [UInt8] {
        guard let bytes else { throw .corrupt("the image ends before its last row") }
        return bytes
    }
}
