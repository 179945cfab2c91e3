/// What has to happen to a source's colors so that they are sRGB.
struct SourceColor {
    /// Whether there is a profile that could not be read, so that sRGB was assumed.
    let isProfileDamaged = false

    /// Whether the samples are neither sRGB nor gray as sRGB means it.
    let needsConversion: Bool

    init(_ header: SourceHeader) {
        needsConversion = [.cmyk, .ycck].contains(header.colorModel)
    }
}
