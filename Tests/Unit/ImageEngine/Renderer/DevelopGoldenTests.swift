import FoundationEssentials
import ImageFormats
import Testing

@testable import ImageEngine

/// Files that Pillow wrote, against what Pillow makes of them.
struct DevelopGoldenTests {
    private static let names =
        ["ycc-444", "ycc-422", "ycc-420", "progressive", "restarts", "gray", "rgb", "cmyk"].map { "\($0).jpg" }
        + (1...8).flatMap { ["turned-\($0).jpg", "turned-png-\($0).png"] }
        + ["alpha", "gray-alpha", "bilevel", "palette", "palette-alpha", "deep-gray"].map { "\($0).png" }

    /// Straight alpha means nothing where all is transparent, so it is multiplied in before comparing.
    private static func premultiplied(_ bitmap: Bitmap) -> Bitmap {
        guard bitmap.hasAlpha else { return bitmap }
        var result = bitmap
        for start in stride(from: 0, to: bitmap.samples.count, by: bitmap.channels) {
            let alpha = Int(bitmap.samples[start + bitmap.channels - 1])
            for index in start..<start + bitmap.channels - 1 {
                result.samples[index] = UInt8(Int(bitmap.samples[index]) * alpha / 255)
            }
        }
        return result
    }

    @Test(arguments: names)
    func `every kind of file comes out as Pillow makes it`(name: String) throws {
        let expected = try Golden.bitmap("develop", String(name.dropLast(4)))
        let bytes = try Golden.bytes("develop", name)
        let made = try render(bytes, [fitting(expected.size.width, expected.size.height, .png)]).images[0]
        let seen = Self.premultiplied(try pixels(made.bytes))
        let wanted = Self.premultiplied(expected)
        #expect(seen.size == wanted.size && seen.channels == wanted.channels)
        // Pillow cuts overshoot off between its two passes and the engine only after both: hard edges differ.
        let isHard = ["bilevel.png", "palette-alpha.png"].contains(name)
        #expect(meanDifference(seen, wanted) < (isHard ? 3 : 1))
        let worst = zip(seen.samples, wanted.samples).map { abs(Int($0.0) - Int($0.1)) }.max() ?? 255
        #expect(worst <= (isHard ? 20 : 10))
    }
}
