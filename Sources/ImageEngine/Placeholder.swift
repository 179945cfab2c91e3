/// What a page shows in a picture's place until the picture is there.
public struct Placeholder: Sendable, Equatable {
    /// A blurred picture in some 25 bytes (evanw.github.io/thumbhash).
    public var thumbHash: [UInt8]

    /// The color that most of the picture has; nil when all of it is transparent.
    public var dominantColor: RGBColor?
}
