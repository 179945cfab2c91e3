/// The reduction that JPEG's decoder makes inside the DCT, in eighths, and what it makes superfluous.
struct ShrinkOnLoad: Equatable, Sendable {
    /// 1, 2, 4 or 8. The others are scalar code in libjpeg, slower than twice the samples.
    var eighths: Int

    /// The smallest scale that leaves the resampler at least twice the target's samples.
    ///
    /// Averaging inside the DCT is a box filter that aliases; with a factor of two left for Lanczos it does not show, while
    /// at 1.25 the worst pictures lose up to 10 dB.
    static func needed(forRegion width: Double, _ height: Double, target: PixelSize) -> Self {
        let enough = [1, 2, 4].first { eighths in
            let scale = Double(eighths) / 8
            return width * scale >= 2 * Double(target.width) && height * scale >= 2 * Double(target.height)
        }
        return Self(eighths: enough ?? 8)
    }

    /// Whether a progressive scan adds anything that shows at this scale.
    ///
    /// Cutting the others out of the stream before libjpeg sees them is worth a factor of 10 at 1/8 and of 4 at 4/8.
    /// Once a band's first pass is dropped, so are its refinements: libjpeg would take them for corruption.
    func keeps(_ scan: JPEGScan) -> Bool {
        if eighths == 8 || scan.firstCoefficient == 0 { return true }
        let last = eighths == 4 ? 24 : eighths == 2 ? 4 : 0
        return scan.firstCoefficient <= last && !scan.isRefinement
    }
}
