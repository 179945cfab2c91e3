/// How one rendition was made of its source, for whoever asks why it looks as it does.
public struct RenditionDecision: Sendable, Equatable {
    /// The scale that a rendition made of samples needs of the decoder, in eighths: 1...6 or 8. The source was decoded once, at the
    /// largest that any rendition needs.
    public var eighthsNeeded: Int

    /// The scale that the source was decoded at.
    public var eighthsDecoded: Int

    /// Whether a JPEG's coefficients went into a JPEG without ever becoming samples.
    public var isRequantized: Bool

    /// Whether a JPEG's planes went into a JPEG without ever becoming pixels.
    public var isPlanar: Bool

    /// Whether the rendition had to be there whole before it was encoded, because it is turned, padded or marked.
    public var isGathered: Bool

    /// Whether colors were converted to sRGB.
    public var convertsColors: Bool

    /// Whether the source's own compressed data would do, if encoding anew did not make it smaller.
    public var mayKeepOriginal: Bool

    init(_ plan: RenditionPlan, number: Int, _ demand: DecodeDemand?) {
        let scales = plan.header.format == .jpeg
        eighthsNeeded = scales ? plan.shrink(of: demand?.codec ?? .library).eighths : 8
        eighthsDecoded = scales ? demand?.shrink.eighths ?? 8 : 8
        isRequantized = demand?.requantized.contains(number) ?? false
        isPlanar = plan.isPlanar
        isGathered = plan.gathers
        convertsColors = plan.color.needsConversion
        mayKeepOriginal = plan.mayKeepOriginal
    }
}
