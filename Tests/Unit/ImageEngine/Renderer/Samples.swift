import ImageFormats

@testable import ImageEngine

/// Pictures made on the spot, of formulas and without any encoder.
enum Samples {
    /// A PNG of 8 bits a sample whose deflate blocks are stored, not compressed.
    static func png(
        width: Int,
        height: Int,
        colorType: UInt8 = 2,
        chunks: [[UInt8]] = [],
        pixel: (Int, Int) -> [UInt8]
    ) -> [UInt8] {
        var raw: [UInt8] = []
        for y in 0..<height {
            raw.append(0)
            for x in 0..<width { raw += pixel(x, y) }
        }
        return signature + header(width, height, colorType: colorType) + chunks.flatMap { $0 }
            + chunk("IDAT", zlibStored(raw)) + chunk("IEND", [])
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func header(
        _ width: Int,
        _ height: Int,
        bitDepth: UInt8 = 8,
        colorType: UInt8 = 2,
        interlace: UInt8 = 0
    )
        -> [UInt8]
    {
        chunk("IHDR", bigEndian(width) + bigEndian(height) + [bitDepth, colorType, 0, 0, interlace])
    }

    /// A colorful slope: red to the right, green downwards, some blue everywhere.
    static func slope(_ width: Int, _ height: Int, chunks: [[UInt8]] = []) -> [UInt8] {
        png(width: width, height: height, chunks: chunks) { x, y in
            [UInt8(x * 255 / max(width - 1, 1)), UInt8(y * 255 / max(height - 1, 1)), 96]
        }
    }

    /// Every pixel of random colors: nothing compresses it, and every error shows.
    static func noise(_ width: Int, _ height: Int, channels: Int = 3) -> [UInt8] {
        var state: UInt32 = 7
        return png(width: width, height: height, colorType: [0, 4, 2, 6][channels - 1]) { _, _ in
            (0..<channels).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 24)
            }
        }
    }

    /// A picture as a JPEG that the engine made of it.
    static func jpeg(_ png: [UInt8], _ change: (inout RenditionSettings) -> Void = { _ in }) throws -> [UInt8] {
        var settings = RenditionSettings()
        settings.format = .jpeg
        change(&settings)
        return try render(png, [settings]).images[0].bytes
    }

    /// The file with further segments behind its first marker.
    static func adding(_ segments: [(marker: UInt8, payload: [UInt8])], to jpeg: [UInt8]) -> [UInt8] {
        let added = segments.flatMap { (marker, payload) -> [UInt8] in
            [0xFF, marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
        }
        return Array(jpeg.prefix(2)) + added + Array(jpeg.dropFirst(2))
    }

    /// A TIFF block with an orientation, an artist, a copyright and a place.
    static func exif(orientation: UInt8) -> [UInt8] {
        let artist = Array("Ada Lens\0".utf8)
        let copyright = Array("(c) Ada Lens\0".utf8)
        var block: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 4]
        block += [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
        block += [0x01, 0x3B, 0, 2] + bigEndian(artist.count) + bigEndian(62)
        block += [0x82, 0x98, 0, 2] + bigEndian(copyright.count) + bigEndian(62 + artist.count)
        block += [0x88, 0x25, 0, 4] + bigEndian(1) + bigEndian(62)
        return block + [0, 0, 0, 0] + artist + copyright
    }

    static func chunk(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + payload
        var crc = UInt32.max
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return bigEndian(payload.count) + body + bigEndian(Int(~crc))
    }

    /// What the first chunk of a type holds.
    static func payload(of type: String, in file: [UInt8]) -> [UInt8]? {
        var at = 8
        while at + 12 <= file.count {
            let length = file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            if Array(file[at + 4..<at + 8]) == Array(type.utf8) { return Array(file[at + 8..<at + 8 + length]) }
            at += 12 + length
        }
        return nil
    }

    static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func zlibStored(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x78, 0x01]
        var at = 0
        repeat {
            let count = min(65_535, bytes.count - at)
            let isLast: UInt8 = at + count == bytes.count ? 1 : 0
            out += [isLast, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255)]
            out += bytes[at..<at + count]
            at += count
        } while at < bytes.count
        var (a, b) = (1, 0)
        for byte in bytes {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return out + bigEndian(b << 16 | a)
    }
}

/// Renders a whole file, fed in pieces of the given length.
func render(
    _ bytes: [UInt8],
    _ settings: [RenditionSettings],
    limits: DecodeLimits = DecodeLimits(),
    lane: Lane = .fast,
    codecs: CodecRegistry = .standard,
    pieces: Int = .max
) throws(ImageError) -> Rendering {
    var renderer = ImageRenderer(renditions: settings, limits: limits, lane: lane, codecs: codecs, clock: { .zero })
    var at = 0
    while at < bytes.count {
        let end = at + min(pieces, bytes.count - at)
        try renderer.feed(bytes.span.extracting(at..<end))
        at = end
    }
    return try renderer.finish()
}

/// Settings with a box.
func fitting(_ width: Int?, _ height: Int?, _ format: ImageFormat? = nil, fit: Fit = .inside) -> RenditionSettings {
    var settings = RenditionSettings()
    settings.resize = Resize(width: width, height: height, fit: fit)
    settings.format = format
    return settings
}

/// The pixels of a file: of a JPEG by way of a PNG.
func pixels(_ bytes: [UInt8]) throws -> Bitmap {
    var png = bytes
    if ImageFormat.identify(bytes.span) == .jpeg {
        var settings = RenditionSettings()
        settings.format = .png
        png = try render(bytes, [settings]).images[0].bytes
    }
    return try Bitmap(png: png.span, maxPixels: 10_000_000)
}

/// The mean of the absolute differences; infinite for pictures of different shapes.
func meanDifference(_ one: Bitmap, _ other: Bitmap) -> Double {
    guard one.size == other.size, one.channels == other.channels else { return .infinity }
    let sum = zip(one.samples, other.samples).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(one.samples.count)
}
