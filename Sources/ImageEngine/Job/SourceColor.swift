/// What has to happen to a source's colors so that they are sRGB.
struct SourceColor {
    /// nil: the samples are sRGB already, or gray as sRGB means it.
    let transform: ColorTransform?

    /// Whether there is a profile that could not be used, so that the file counts as one without.
    let isProfileDamaged: Bool

    var needsConversion: Bool { transform != nil }

    /// Looks at the profile, then at what a PNG says without one; CMYK is converted in any case.
    init(_ header: SourceHeader) throws(ImageError) {
        let samples = Self.samples(header)
        if !header.profile.isEmpty {
            switch try ColorTransform.verdict(profile: header.profile.span, samples: samples) {
            case .isSRGB:
                (transform, isProfileDamaged) = (nil, false)
                return
            case .converts(let transform):
                (self.transform, isProfileDamaged) = (transform, false)
                return
            case .isUnusable:
                break
            }
        }
        isProfileDamaged = !header.profile.isEmpty
        if case .cmyk(let inverted) = samples {
            transform = try ColorTransform.plainCMYK(inverted: inverted)
        } else if header.gamma != nil || header.chromaticities != nil,
            case .converts(let found) = try ColorTransform.verdict(
                gamma: header.gamma,
                chromaticities: header.chromaticities,
                samples: samples
            )
        {
            transform = found
        } else {
            transform = nil
        }
    }

    private static func samples(_ header: SourceHeader) -> ColorTransform.Samples {
        switch header.colorModel {
        case .gray: header.hasAlpha ? .grayAlpha : .gray
        case .rgb, .ycc, .palette: header.hasAlpha ? .rgba : .rgb
        case .cmyk, .ycck: .cmyk(inverted: header.isInverted)
        }
    }
}
