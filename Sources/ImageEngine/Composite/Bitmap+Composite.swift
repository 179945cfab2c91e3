/// Whole small pictures: what the rows of a resampler cannot do alone.
extension Bitmap {
    /// The picture with at least the color channels and the alpha that are asked for: gray becomes RGB, and what has no
    /// alpha becomes opaque. Nothing is taken away.
    func expanded(color: Bool, alpha: Bool) -> Bitmap {
        let isColor = channels >= 3
        let wanted = (color || isColor ? 3 : 1) + (alpha || hasAlpha ? 1 : 0)
        guard wanted != channels else { return self }
        var made: [UInt8] = []
        made.reserveCapacity(samples.count / channels * wanted)
        for start in stride(from: 0, through: samples.count - channels, by: channels) {
            for channel in 0..<(wanted >= 3 ? 3 : 1) { made.append(samples[start + (isColor ? channel : 0)]) }
            if wanted == 2 || wanted == 4 { made.append(hasAlpha ? samples[start + channels - 1] : 255) }
        }
        return Bitmap(size: size, channels: wanted, samples: made)
    }

    /// The picture on an opaque background; one without alpha stays as it is, and gray stays gray on a gray one.
    func flattened(on background: RGBColor) -> Bitmap {
        guard hasAlpha else { return self }
        let source = expanded(color: !background.isGray, alpha: true)
        let backdrop = background.samples(channels: source.channels)
        let colors = source.channels - 1
        var made: [UInt8] = []
        made.reserveCapacity(source.samples.count / source.channels * colors)
        for start in stride(from: 0, through: source.samples.count - source.channels, by: source.channels) {
            let alpha = Int(source.samples[start + colors])
            for channel in 0..<colors {
                made.append(Self.mix(source.samples[start + channel], over: backdrop[channel], alpha: alpha))
            }
        }
        return Bitmap(size: size, channels: colors, samples: made)
    }

    /// The picture with its upper left corner at (`left`, `top`) of a canvas filled with an opaque background; what lies
    /// beyond the canvas is cut off. A gray picture becomes RGB where the background is not gray.
    ///
    /// - Throws: `ImageError.outOfMemory` where no array could hold the canvas.
    func padded(to canvas: PixelSize, left: Int, top: Int, background: RGBColor) throws(ImageError) -> Bitmap {
        let source = expanded(color: !background.isGray, alpha: false)
        let channels = source.channels
        guard let count = Self.byteCount(canvas, channels: channels) else { throw .outOfMemory }
        var made = Bitmap(size: canvas, channels: channels, samples: [])
        made.samples.reserveCapacity(count)
        let border = background.samples(channels: channels)
        let blank = Array(repeatElement(border, count: canvas.width).joined())
        let visible = Self.overlap(at: left, size.width, canvas.width)
        for row in 0..<canvas.height {
            let from = row - top
            guard from >= 0, from < size.height, !visible.isEmpty else {
                made.samples += blank
                continue
            }
            let start = (from * size.width + visible.lowerBound) * channels
            let before = (left + visible.lowerBound) * channels
            let bytes = visible.count * channels
            made.samples += blank[..<before]
            made.samples += source.samples[start..<start + bytes]
            made.samples += blank[(before + bytes)...]
        }
        return made
    }

    /// The part of 0..<length that, moved by `offset`, lies in 0..<limit.
    static func overlap(at offset: Int, _ length: Int, _ limit: Int) -> Range<Int> {
        let lower = min(max(0, -offset), length)
        return lower..<max(lower, min(length, limit - offset))
    }

    /// Rounded to the nearest level.
    static func mix(_ color: UInt8, over backdrop: UInt8, alpha: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (Int(color) * alpha + Int(backdrop) * (255 - alpha) + 127) / 255)
    }
}

extension RGBColor {
    var isGray: Bool { red == green && green == blue }

    /// The color as a pixel of so many channels.
    func samples(channels: Int) -> [UInt8] {
        switch channels {
        case 1: [red]
        case 2: [red, 255]
        case 3: [red, green, blue]
        default: [red, green, blue, 255]
        }
    }
}
