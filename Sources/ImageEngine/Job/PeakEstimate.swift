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
        // The resampler's ring: some eight rows of the source, in 16 bits; a decoder's reduction only lessens it.
        let resampling = plan.isWholeSize ? 0 : 16 * header.samplesPerRow
        return resampling + gathered(header, plan) + plan.encoder.peak(plan.encoding)
    }

    /// A picture that is gathered is held before and after it is turned or cut.
    static func gathered(_ header: SourceHeader, _ plan: RenditionPlan) -> Int {
        guard plan.gathers else { return 0 }
        let channels = max((header.samplesPerRow + header.size.width - 1) / max(header.size.width, 1), 1)
        let held = plan.geometry.cut?.held ?? plan.outputSize
        let (pixels, overflows) = held.width.multipliedReportingOverflow(by: held.height)
        let most = plan.isPlanar ? channels : max(channels, plan.encoding.channels)
        let (bytes, overflowsToo) = pixels.multipliedReportingOverflow(by: 2 * most)
        return overflows || overflowsToo ? .max / 4 : min(bytes, .max / 4)
    }
}
