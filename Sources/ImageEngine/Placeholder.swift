/// What a page shows in a picture's place until the picture is there.
public struct Placeholder: Sendable, Equatable {
    /// A blurred picture in some 25 bytes (evanw.github.io/thumbhash).
    public var thumbHash: [UInt8]

    /// The color that most of the picture has; nil when all of it is transparent.
    public var dominantColor: RGBColor?
}

extension Placeholder {
    /// The longest side, in pixels, of the picture that it is made of: as large as browsers draw a ThumbHash.
    static let side = 32

    /// The placeholder of a small picture.
    init(_ picture: Bitmap) throws(ImageError) {
        self.init(thumbHash: try ThumbHash(picture).bytes, dominantColor: picture.dominantColor)
    }
}
