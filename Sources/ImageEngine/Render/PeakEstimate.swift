/// The most memory that a source and its renditions will take, from the header alone.
enum PeakEstimate {
    /// What a decoder and an encoder take whatever the size is: Huffman tables, zlib's windows, first buffers.
    private static let fixed = 1_500_000

    static func bytes(_ header: SourceHeader, _ plans: [RenditionPlan]) -> Int {
        let pixels = header.size.width * header.size.height
        // Compressed data are not counted yet when the header is read: half a byte a pixel is a good camera's.
        let original = plans.contains(where: \.mayKeepOriginal) ? pixels / 2 * (header.format == .png ? 4 : 1) : 0
        return fixed + header.decoderBytes + 2 * header.profile.count + original
            + plans.reduce(0) { $0 + bytes(header, $1) }
    }

    private static func bytes(_ header: SourceHeader, _ plan: RenditionPlan) -> Int {
        let channels = max(header.samplesPerRow / max(header.size.width, 1), 1)
        let pixels = plan.outputSize.width * plan.outputSize.height
        // The resampler's ring: some eight rows of the source, in 16 bits; a decoder's reduction only lessens it.
        let resampling = plan.isWholeSize ? 0 : 16 * header.samplesPerRow
        // A picture that is gathered is held before and after it is turned.
        let gathered = plan.gathers ? 2 * pixels * max(channels, plan.geometry.pads ? 3 : 1) : 0
        let passes =
            plan.format == .jpeg
            && (plan.settings.progressive || max(plan.outputSize.width, plan.outputSize.height) <= 400)
        let coefficients = passes ? 2 * pixels * (plan.settings.chroma == .yuv444 ? 3 : 2) : 0
        // The output grows by doubling and is copied once.
        let output =
            plan.format == .png ? pixels * channels : pixels * (plan.settings.clampedQuality >= 90 ? 3 : 1) / 2
        return resampling + gathered + coefficients + output
    }
}
