/// The most memory that a source and its renditions will take, from the header alone.
enum PeakEstimate {
    /// What a decoder and an encoder take whatever the size is: Huffman tables, zlib's windows, color tables, code that
    /// is paged in.
    private static let fixed = 3_500_000

    static func bytes(_ header: SourceHeader, _ plans: [RenditionPlan], maxBytes: Int?) -> Int {
        // The file's own data are held twice, when they are joined.
        let original = min(header.originalBytes ?? 0, maxBytes ?? .max)
        return fixed + header.decoderBytes + 2 * header.profile.count
            + (plans.contains(where: \.mayKeepOriginal) ? 2 * original : 0)
            + plans.reduce(0) { $0 + bytes(header, $1) }
    }

    private static func bytes(_ header: SourceHeader, _ plan: RenditionPlan) -> Int {
        let channels = max(header.samplesPerRow / max(header.size.width, 1), 1)
        let pixels = plan.outputSize.width * plan.outputSize.height
        // The resampler's ring: some eight rows of the source, in 16 bits; a decoder's reduction only lessens it.
        let resampling = plan.isWholeSize ? 0 : 16 * header.samplesPerRow
        // A picture that is gathered is held before and after it is turned.
        let gathered = plan.gathers ? 2 * pixels * max(channels, plan.geometry.pads ? 3 : 1) : 0
        return resampling + gathered + plan.encoder.peak(plan.encoding)
    }
}
