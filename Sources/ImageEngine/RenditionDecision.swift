/// How one rendition was made from its source, to explain why it looks as it does.
public struct RenditionDecision: Sendable, Equatable {
    /// The scale that a rendition made from samples needs of the decoder, in eighths; nil where the decoder has only one. The source
    /// was decoded once, at the largest that any rendition needs.
    public var eighthsNeeded: Int?

    /// The scale that the source was decoded at.
    public var eighthsDecoded: Int?

    /// Whether the source's coefficients went into the rendition without ever becoming samples.
    public var isRequantized: Bool

    /// Whether the source's planes went into the rendition without ever becoming pixels.
    public var isPlanar: Bool

    /// Whether the rendition had to be held whole before it was encoded, because it is turned, padded or marked.
    public var isGathered: Bool

    /// Whether colors were converted to sRGB.
    public var convertsColors: Bool

    /// Whether the source's own compressed data would do, if encoding anew did not make it smaller.
    public var mayKeepOriginal: Bool

    /// What was chosen where the format leaves a choice, in words: quality and the like.
    public var encoding: [String]

    /// Around which point it was cropped, and what decided that; nil where it is not, or by gravity.
    public var focus: Focus?

    /// What decided `focus`.
    public var focusRule: FocusRule?

    /// What it shows of the picture as it is seen.
    public var frame: Frame

    init(_ plan: RenditionPlan, number: Int, _ crop: Crop, _ offer: DecodeOffer) {
        eighthsNeeded = offer.scale?.needed[number]
        eighthsDecoded = offer.scale?.eighths
        isRequantized = offer.made.contains(number)
        isPlanar = plan.isPlanar
        isGathered = plan.gathers
        convertsColors = plan.color.needsConversion
        encoding = plan.encoder.choices(plan.settings)
        mayKeepOriginal = plan.mayKeepOriginal
        focus = crop.focus
        focusRule = crop.rule
        frame = crop.geometry.frame
    }
}
