/// The reduction that JPEG's decoder makes inside the DCT, in eighths, and what it makes superfluous.
struct ShrinkOnLoad: Equatable, Sendable {
    /// 1...6 or 8 of the fast decoder; 1, 2, 4 or 8 of libjpeg, where the others are scalar code, slower than twice the
    /// samples.
    var eighths: Int

    /// The smallest scale that leaves the resampler enough samples for the target.
    ///
    /// Averaging inside the DCT, as libjpeg does and 1/8 always is, is a box filter that aliases; with a factor of two left
    /// for Lanczos it does not show, while at 1.25 the worst pictures lose up to 10 dB. The fast decoder cuts the spectrum
    /// instead, for which 1.5 is enough: no photo of the corpus loses more than 0.0005 of SSIM to full size.
    static func needed(forRegion width: Double, _ height: Double, target: PixelSize, of lane: Lane) -> Self {
        let scales = lane == .fast ? [1, 2, 3, 4, 5, 6] : [1, 2, 4]
        let enough = scales.first { eighths in
            let scale = Double(eighths) / 8
            let factor = lane == .fast && eighths > 1 ? 1.5 : 2
            return width * scale >= factor * Double(target.width) && height * scale >= factor * Double(target.height)
        }
        return Self(eighths: enough ?? 8)
    }

    /// The smallest scale at which `side` pixels become at least `least`; the full one where there are not so many.
    static func giving(_ least: Int, of side: Int, in lane: Lane) -> Self {
        let scales = lane == .fast ? [1, 2, 3, 4, 5, 6] : [1, 2, 4]
        return Self(eighths: scales.first { side * $0 >= 8 * least } ?? 8)
    }

    /// Whether a progressive scan adds anything that shows at this scale.
    ///
    /// Cutting the others out of the stream before the decoder sees them is worth a factor of 10 at 1/8 and of 4 at 4/8.
    /// Once a band's first pass is dropped, so are its refinements: libjpeg would take them for corruption.
    func keeps(_ scan: JPEGScan) -> Bool {
        if eighths == 8 || scan.firstCoefficient == 0 { return true }
        let last = eighths == 4 ? 24 : eighths == 2 ? 4 : 0
        return scan.firstCoefficient <= last && !scan.isRefinement
    }
}
