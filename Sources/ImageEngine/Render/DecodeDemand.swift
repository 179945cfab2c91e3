/// What a JPEG decoder has to give, for all renditions together.
struct DecodeDemand {
    /// The reduction for the renditions that are made of samples, and for the placeholder.
    var shrink: ShrinkOnLoad

    /// Whether chroma that is stored at half the size is wanted at no more than that, at the same reduction.
    var halvesChroma: Bool

    /// The renditions that need no samples, by their number: the source's own coefficients, quantized anew.
    var requantized: [Int]

    /// Whose demand it is: libjpeg has other scales, and gives samples only.
    let codec: Codec

    /// All that `plans` need.
    init(_ plans: [RenditionPlan], of codec: Codec) {
        self.codec = codec
        requantized = codec == .fast ? plans.indices.filter { plans[$0].canRequantize } : []
        let numbers = requantized
        let ofSamples = plans.indices.filter { !numbers.contains($0) }.map { plans[$0] }
        shrink = ofSamples.map { $0.shrink(of: codec) }.max { $0.eighths < $1.eighths } ?? ShrinkOnLoad(eighths: 1)
        halvesChroma = ofSamples.allSatisfy { $0.isPlanar && $0.settings.chroma == .yuv420 }
    }
}
