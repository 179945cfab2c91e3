extension Bitmap {
    /// The picture, or a region of it, at another size.
    ///
    /// - Throws: as `RowResampler` does.
    func resampled(
        _ region: SourceRegion? = nil,
        to target: PixelSize,
        portable: Bool = false
    ) throws(ImageError) -> Bitmap {
        let whole = SourceRegion(x: 0, y: 0, width: Double(size.width), height: Double(size.height))
        var resampler = try RowResampler(
            sourceWidth: size.width,
            sourceHeight: size.height,
            region: region ?? whole,
            target: target,
            channels: channels,
            hasAlpha: hasAlpha,
            portable: portable
        )
        var made = Bitmap(size: target, channels: channels, samples: [])
        for row in 0..<size.height {
            let bytes = samples.span.extracting(row * rowBytes..<(row + 1) * rowBytes)
            try resampler.push(bytes) { made.samples.append($0) }
        }
        return made
    }
}
