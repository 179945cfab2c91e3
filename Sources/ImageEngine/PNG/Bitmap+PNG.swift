extension Bitmap {
    /// A whole PNG, without regard to profile and orientation.
    init(png bytes: Span<UInt8>, maxPixels: Int) throws(ImageError) {
        guard ImageFormat.identify(bytes) == .png else {
            throw .unknownFormat(prefix: [UInt8](bytes.extracting(first: ImageFormat.prefixLength)))
        }
        guard bytes.count >= PNGHeader.length else { throw .truncated(after: bytes.count) }
        var limits = DecodeLimits()
        limits.maxPixels = maxPixels
        try limits.check(size: PNGHeader([UInt8](bytes.extracting(first: PNGHeader.length))).size)
        let decoder = try PNGDecoder(chunkLimit: limits.maxMetadataBytes)
        var samples: [UInt8] = []
        var rest = bytes
        var isEnded = false
        while !rest.isEmpty, !isEnded {
            let count = min(rest.count, PNGDecoder.sliceLength)
            isEnded = try decoder.feed(rest.extracting(0..<count))
            rest = rest.extracting(count..<rest.count)
            guard let metadata = decoder.metadata else { continue }
            try decoder.takeRows(length: metadata.size.width * metadata.channels) { samples.append($0) }
        }
        guard isEnded, let metadata = decoder.metadata else { throw .truncated(after: bytes.count) }
        self.init(size: metadata.size, channels: metadata.channels, samples: samples)
    }
}
