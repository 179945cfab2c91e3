import CColor
import CImageSupport

/// Colors of 8 bits a sample to sRGB: by an ICC profile, by PNG's gamma and chromaticities, or, for CMYK without either,
/// by the formula that Pillow uses.
///
/// The perceptual intent is taken, as by Pillow; for the matrix profiles of cameras and screens all intents are the same. It
/// belongs after the reduction: fewer pixels by far, and nobody sees the difference.
@safe final class ColorTransform {
    /// How the samples of a pixel are to be read.
    enum Samples: Equatable {
        case gray
        case grayAlpha
        case rgb
        case rgba

        /// Inverted: 0 is full ink, as Adobe's JPEGs store it.
        case cmyk(inverted: Bool)

        var channels: Int {
            switch self {
            case .gray: 1
            case .grayAlpha: 2
            case .rgb: 3
            case .rgba, .cmyk: 4
            }
        }

        fileprivate var described: ic_color_samples {
            switch self {
            case .gray: ic_color_samples(channels: 1, has_alpha: 0, inverted: 0)
            case .grayAlpha: ic_color_samples(channels: 1, has_alpha: 1, inverted: 0)
            case .rgb: ic_color_samples(channels: 3, has_alpha: 0, inverted: 0)
            case .rgba: ic_color_samples(channels: 3, has_alpha: 1, inverted: 0)
            case .cmyk(let inverted): ic_color_samples(channels: 4, has_alpha: 0, inverted: inverted ? 1 : 0)
            }
        }
    }

    /// What a description of colors asks for.
    enum Verdict {
        /// The samples are sRGB to within two levels: leave them alone.
        case isSRGB

        /// They need converting.
        case converts(ColorTransform)

        /// The description is damaged, or that of another kind of samples: as if there were none.
        case isUnusable
    }

    /// The samples that come in.
    let samples: Samples

    private let handle: OpaquePointer

    private init(_ handle: OpaquePointer, _ samples: Samples) {
        unsafe self.handle = handle
        self.samples = samples
    }

    deinit { unsafe ic_color_transform_free(handle) }

    /// What an embedded ICC profile asks for. Nothing outside of its bytes is read, and a gray picture may carry an RGB
    /// profile: its neutral axis counts then.
    ///
    /// - Throws: `ImageError.outOfMemory`.
    static func verdict(profile: Span<UInt8>, samples: Samples) throws(ImageError) -> Verdict {
        var made: OpaquePointer?
        let status = unsafe profile.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return IC_CORRUPT }
            return unsafe ic_color_transform_create(start, bytes.count, samples.described, &made)
        }
        return try unsafe verdict(status, made, samples)
    }

    /// What PNG's `gAMA` (as a fraction, 0.45455; nil: sRGB's curve) and `cHRM` (x and y of white, red, green and blue;
    /// nil: sRGB's) ask for, where neither `iCCP` nor `sRGB` overrules them.
    ///
    /// Browsers obey them, Pillow and libvips do not. A gamma of 1/2.2, which nearly all that is written is, stands for
    /// sRGB.
    ///
    /// - Throws: `ImageError.outOfMemory`.
    static func verdict(
        gamma: Double?,
        chromaticities: [Double]?,
        samples: Samples
    ) throws(ImageError) -> Verdict {
        var made: OpaquePointer?
        guard chromaticities == nil || chromaticities?.count == 8 else { return .isUnusable }
        let status =
            if let chromaticities {
                unsafe ic_color_transform_create_gamma(gamma ?? 0, chromaticities, samples.described, &made)
            } else {
                unsafe ic_color_transform_create_gamma(gamma ?? 0, nil, samples.described, &made)
            }
        return try unsafe verdict(status, made, samples)
    }

    /// CMYK without a profile: each of red, green and blue is what its ink and black leave of white.
    ///
    /// - Throws: `ImageError.outOfMemory`.
    static func plainCMYK(inverted: Bool) throws(ImageError) -> ColorTransform {
        guard let made = unsafe ic_color_transform_create_plain(inverted ? 1 : 0) else { throw .outOfMemory }
        return unsafe ColorTransform(made, .cmyk(inverted: inverted))
    }

    private static func verdict(
        _ status: ic_status,
        _ made: OpaquePointer?,
        _ samples: Samples
    ) throws(ImageError) -> Verdict {
        if status == IC_DONE { return .isSRGB }
        if status == IC_NO_MEMORY { throw .outOfMemory }
        guard let made = unsafe made else { return .isUnusable }
        return unsafe .converts(ColorTransform(made, samples))
    }

    /// Samples of a pixel that comes out: CMYK becomes RGB, everything else keeps its count.
    var channels: Int { unsafe Int(ic_color_transform_channels(handle)) }

    /// The pixels in sRGB; bytes after the last whole pixel are ignored.
    func convert(_ pixels: Span<UInt8>) -> [UInt8] {
        let count = pixels.count / samples.channels
        let size = count * channels
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { target, filled in
            unsafe pixels.withUnsafeBufferPointer { source in
                if let from = source.baseAddress, let to = target.baseAddress, count > 0 {
                    unsafe ic_color_transform_apply(handle, from, to, count)
                    filled = size
                }
            }
        }
    }
}

extension Bitmap {
    /// The same picture in sRGB.
    func converted(by transform: ColorTransform) -> Bitmap {
        Bitmap(size: size, channels: transform.channels, samples: transform.convert(samples.span))
    }
}
