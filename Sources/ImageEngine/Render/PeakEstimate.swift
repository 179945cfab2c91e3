/// The most memory that a source and its renditions will take, from the header alone.
enum PeakEstimate {
    /// What a decoder and an encoder take whatever the size is: Huffman tables, zlib's windows, color tables, code that
    /// is paged in.
    private static let fixed = 3_500_000

    static func bytes(_ header: SourceHeader, _ plans: [RenditionPlan], maxBytes: Int?) -> Int {
        let pixels = header.size.width * header.size.height
        // Compressed data are not counted yet when the header is read: half a byte a pixel is a good camera's.
        let compressed = min(pixels / 2 * (header.format == .png ? 4 : 1), maxBytes ?? .max)
        let original = plans.contains(where: \.mayKeepOriginal) ? 2 * compressed : 0
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
