/// A picture, or one plane of it, in memory: 8 bits a sample, rows contiguous.
struct Bitmap: Sendable, Equatable {
    var size: PixelSize

    /// 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA (not premultiplied).
    var channels: Int

    /// `size.height` rows of `size.width * channels` bytes.
    var samples: [UInt8]
}

extension Bitmap {
    var rowBytes: Int { size.width * channels }

    var hasAlpha: Bool { channels == 2 || channels == 4 }

    /// The number of bytes that `samples` must have; nil where no array could.
    static func byteCount(_ size: PixelSize, channels: Int) -> Int? {
        guard size.width > 0, size.height > 0, (1...4).contains(channels) else { return nil }
        let (pixels, overflows) = size.width.multipliedReportingOverflow(by: size.height)
        let (bytes, overflowsToo) = pixels.multipliedReportingOverflow(by: channels)
        return overflows || overflowsToo ? nil : bytes
    }
}
