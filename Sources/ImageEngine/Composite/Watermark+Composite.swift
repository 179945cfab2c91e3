extension Watermark {
    /// The picture at the size and opacity that it has on a rendition of this size: RGBA.
    ///
    /// `scale` is cut to 0...1; a watermark is never higher than the rendition, never larger than its own pixels by more
    /// than the resampler makes of them, and at least one pixel. Decoded once, it may be placed on many renditions.
    func placed(on rendition: PixelSize) throws(ImageError) -> (bitmap: Bitmap, left: Int, top: Int) {
        let source = image.bitmap.expanded(color: true, alpha: true)
        let width = Double(rendition.width) * Self.share(placement.scale)
        let box = Resize(
            width: max(Int(width.rounded()), 1),
            height: max(rendition.height, 1),
            enlarge: true
        )
        let target = RenditionGeometry(source: source.size, orientation: .up, resize: box).size
        var made = try source.resampled(to: target)
        let share = Self.share(placement.opacity)
        for index in stride(from: 3, to: made.samples.count, by: 4) {
            made.samples[index] = UInt8((Double(made.samples[index]) * share).rounded())
        }
        return (
            made, Self.offset(rendition.width, target.width, placement.gravity.horizontal, placement.margin),
            Self.offset(rendition.height, target.height, placement.gravity.vertical, placement.margin)
        )
    }

    private static func share(_ value: Double) -> Double { min(max(value.isFinite ? value : 0, 0), 1) }

    /// The margin keeps it off the edge it lies at, as far as there is room.
    private static func offset(_ whole: Int, _ part: Int, _ share: Double, _ margin: Int) -> Int {
        let room = max(whole - part, 0)
        let margin = share == 0.5 ? 0 : min(max(margin, 0), room)
        return margin + Int((Double(room - 2 * margin) * share).rounded(.down))
    }
}

extension Bitmap {
    /// The picture with a watermark over it. Gray becomes RGB under a colored one; transparency stays where neither is.
    func watermarked(_ watermark: Watermark) throws(ImageError) -> Bitmap {
        let mark = try watermark.placed(on: size)
        var made = expanded(color: !mark.bitmap.isGray, alpha: false)
        let columns = Self.overlap(at: mark.left, mark.bitmap.size.width, size.width)
        let rows = Self.overlap(at: mark.top, mark.bitmap.size.height, size.height)
        for row in rows {
            for column in columns {
                let from = (row * mark.bitmap.size.width + column) * 4
                let to = ((mark.top + row) * size.width + mark.left + column) * made.channels
                made.lay(mark.bitmap.samples[from..<from + 4], at: to)
            }
        }
        return made
    }

    /// Whether red, green and blue are the same wherever anything is to be seen.
    private var isGray: Bool {
        for index in stride(from: 0, to: samples.count - 3, by: 4) where samples[index + 3] > 0 {
            if samples[index] != samples[index + 1] || samples[index] != samples[index + 2] { return false }
        }
        return true
    }

    /// One RGBA pixel over the one at `index` (Porter and Duff's "over", not premultiplied).
    private mutating func lay(_ pixel: ArraySlice<UInt8>, at index: Int) {
        let over = Int(pixel[pixel.startIndex + 3])
        let colors = channels >= 3 ? 3 : 1
        guard over > 0 else { return }
        guard hasAlpha else {
            for channel in 0..<colors {
                let color = pixel[pixel.startIndex + channel]
                samples[index + channel] = Self.mix(color, over: samples[index + channel], alpha: over)
            }
            return
        }
        let under = Int(samples[index + colors]) * (255 - over)
        let total = over * 255 + under
        for channel in 0..<colors {
            let color = Int(pixel[pixel.startIndex + channel]) * over * 255 + Int(samples[index + channel]) * under
            samples[index + channel] = UInt8(truncatingIfNeeded: (color + total / 2) / total)
        }
        samples[index + colors] = UInt8(truncatingIfNeeded: (total + 127) / 255)
    }
}
