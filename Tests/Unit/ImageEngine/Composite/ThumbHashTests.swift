import Testing

@testable import ImageEngine

@Suite struct ThumbHashTests {
    @Test(arguments: [
        ("waves", Synthetic.waves(40, 30, channels: 3)), ("tall", Synthetic.waves(23, 70, channels: 3)),
        ("noise", Synthetic.noise(25, 25, channels: 3)),
        ("alpha", Synthetic.noise(30, 20, channels: 4, soft: true)),
        ("waves-alpha", Synthetic.waves(30, 44, channels: 4)),
    ])
    func `the hash is that of the published algorithm`(name: String, picture: Bitmap) throws {
        let text = String(decoding: try Golden.bytes("thumbhash", "hashes.txt"), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
        let hash = try ThumbHash(picture).bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hash == String(line.dropFirst(name.count + 1)))
    }

    @Test(arguments: [(1, 1), (1, 3000), (3000, 1), (400, 300)])
    func `any size has a hash of a few bytes`(width: Int, height: Int) throws {
        let hash = try ThumbHash(Synthetic.flat(width, height, pixel: [200, 100, 50]))
        #expect((5...25).contains(hash.bytes.count))
    }

    @Test func `a bitmap without pixels has none`() {
        #expect(throws: ImageError.self) {
            try ThumbHash(Bitmap(size: PixelSize(width: 0, height: 0), channels: 3, samples: []))
        }
    }

    @Test func `the dominant color is the one that most of the picture has`() {
        var picture = Synthetic.flat(10, 10, pixel: [30, 60, 200])
        picture.samples.replaceSubrange(0..<90, with: repeatElement(255, count: 90))
        #expect(picture.dominantColor == RGBColor(red: 30, green: 60, blue: 200))
        #expect(Synthetic.flat(4, 4, pixel: [9, 9, 9, 0]).dominantColor == nil)
        #expect(Synthetic.flat(4, 4, pixel: [77, 3]).dominantColor == RGBColor(red: 77, green: 77, blue: 77))
    }
}
