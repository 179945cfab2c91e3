/// What a JPEG decoder has to give, for all renditions together.
struct DecodeDemand {
    /// The reduction for the renditions that are made from samples, and for the placeholder.
    var shrink: ShrinkOnLoad

    /// Whether chroma that is stored at half the size is wanted at no more than that, at the same reduction.
    var halvesChroma: Bool

    /// The renditions that need no samples, by their number: the source's own coefficients, quantized anew.
    var requantized: [Int]

    /// What the decoder's reduction means to the renditions.
    let scale: DecodeScale

    /// All that `plans` need of a lane: libjpeg has other scales, and gives samples only.
    /// `longestSide` is how many pixels of the picture's longest side something else needs to see.
    init(_ plans: [RenditionPlan], longestSide: Int = 0, of lane: Lane) {
        let made = lane == .fast ? plans.indices.filter { plans[$0].canRequantize } : []
        let needed = plans.map { $0.shrink(of: lane) }
        let ofSamples = plans.indices.filter { !made.contains($0) }
        requantized = made
        shrink = ofSamples.map { needed[$0] }.max { $0.eighths < $1.eighths } ?? ShrinkOnLoad(eighths: 1)
        if longestSide > 0, let size = plans.first?.header.size {
            let seen = ShrinkOnLoad.giving(longestSide, of: max(size.width, size.height), in: lane)
            if seen.eighths > shrink.eighths { shrink = seen }
        }
        halvesChroma = ofSamples.allSatisfy { plans[$0].isPlanar && plans[$0].settings.chroma == .yuv420 }
        scale = DecodeScale(needed: needed.map(\.eighths), eighths: shrink.eighths)
    }
}

extension RenditionPlan {
    /// Whether it is the source's coefficients quantized anew: a JPEG in one pass of which only the quality changes.
    ///
    /// Not below the size at which the encoder makes tables for the picture, which save more than is gained here.
    fileprivate var canRequantize: Bool {
        format == header.format && isPlanar && isWholeSize && header.metadata.orientation == .up
            && !header.isProgressive && !settings.progressive && !JPEGEncoder.makesOwnTables(outputSize)
            && (header.colorModel == .gray || header.chromaSubsampling == settings.chroma)
    }

    /// The reduction that the decoder may make for it.
    fileprivate func shrink(of lane: Lane) -> ShrinkOnLoad {
        .needed(forRegion: geometry.region.width, geometry.region.height, target: geometry.target, of: lane)
    }
}
