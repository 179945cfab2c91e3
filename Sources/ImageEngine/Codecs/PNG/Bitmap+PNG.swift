import ImageFormats

extension Bitmap {
    /// A whole PNG, without regard to profile and orientation.
    init(png bytes: Span<UInt8>, maxPixels: Int) throws(ImageError) {
        guard ImageFormat.identify(bytes) == .png else { throw .unknown(bytes) }
        guard bytes.count >= PNGHeader.length else { throw .truncated(after: bytes.count) }
        var limits = DecodeLimits()
        limits.maxPixels = maxPixels
        try limits.check(size: PNGHeader([UInt8](bytes.extracting(first: PNGHeader.length))).size)
        let decoder = try LibraryPNGDecoder(chunkLimit: limits.maxMetadataBytes)
        var samples: [UInt8] = []
        var offset = 0
        var isEnded = false
        while offset < bytes.count, !isEnded {
            isEnded = try decoder.read(bytes, from: &offset) == .end
            guard let metadata = decoder.metadata else { continue }
            try decoder.takeRows(length: metadata.size.width * metadata.channels) { samples.append($0) }
        }
        guard isEnded, let metadata = decoder.metadata else { throw .truncated(after: bytes.count) }
        self.init(size: metadata.size, channels: metadata.channels, samples: samples)
    }
}

extension WatermarkImage {
    /// Decodes a PNG of at most `maxPixels`.
    public init(png: Span<UInt8>) throws(ImageError) {
        if png.isEmpty { throw .empty }
        self.init(bitmap: try Bitmap(png: png, maxPixels: Self.maxPixels))
    }
}
