import Testing

@testable import ImageEngine

@Suite struct RowResamplerTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var source: Bitmap
        var region: SourceRegion?
        var tolerance = 1
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "noise-shrunk", source: Synthetic.noise(97, 61, channels: 1)),
        Case(name: "noise-rgb", source: Synthetic.noise(64, 48, channels: 3)),
        Case(name: "soft-alpha", source: Synthetic.noise(64, 48, channels: 4, soft: true), tolerance: 2),
        Case(name: "waves-rgb", source: Synthetic.waves(320, 200, channels: 3)),
        Case(name: "waves-enlarged", source: Synthetic.waves(20, 15, channels: 1)),
        Case(name: "soft-enlarged", source: Synthetic.noise(20, 15, channels: 3, soft: true)),
        Case(
            name: "noise-fractions",
            source: Synthetic.noise(97, 61, channels: 1),
            region: SourceRegion(x: 3.25, y: 2.5, width: 80.5, height: 50.125)
        ),
        Case(name: "noise-boxes", source: Synthetic.noise(600, 400, channels: 1)),
        Case(name: "waves-boxes", source: Synthetic.waves(601, 397, channels: 3), tolerance: 2),
        Case(name: "noise-across", source: Synthetic.noise(64, 48, channels: 1)),
        Case(name: "noise-down", source: Synthetic.noise(64, 48, channels: 1)),
        Case(name: "noise-line", source: Synthetic.noise(3000, 2, channels: 1)),
    ]

    @Test(arguments: cases)
    func `the result is Pillow's to within a level`(example: Case) throws {
        let golden = try Golden.bitmap("resample", example.name)
        let made = try example.source.resampled(example.region, to: golden.size)
        #expect(made.samples.count == golden.samples.count)
        #expect(made.premultiplied.farthest(from: golden.premultiplied) <= example.tolerance)
    }

    @Test(arguments: cases)
    func `the portable kernels give the same bytes as the fast ones`(example: Case) throws {
        let target = PixelSize(width: 37, height: 29)
        let fast = try example.source.resampled(example.region, to: target)
        let portable = try example.source.resampled(example.region, to: target, portable: true)
        #expect(fast == portable)
    }

    @Test(arguments: [
        (20_000, 3, 150, 2), (4032, 6, 800, 2), (1, 65_535, 1, 150), (65_535, 1, 1, 1), (3, 5, 200, 77),
        (90, 80, 89, 79), (7, 7, 1, 1),
    ])
    func `a flat picture stays exactly flat`(width: Int, height: Int, targetWidth: Int, targetHeight: Int) throws {
        let target = PixelSize(width: targetWidth, height: targetHeight)
        for level in [0, 1, 127, 254, 255] as [UInt8] {
            let made = try Synthetic.flat(width, height, pixel: [level]).resampled(to: target)
            #expect(made == Synthetic.flat(targetWidth, targetHeight, pixel: [level]))
        }
        let pixel: [UInt8] = [10, 200, 90, 255]
        let made = try Synthetic.flat(width, height, pixel: pixel).resampled(to: target)
        #expect(made == Synthetic.flat(targetWidth, targetHeight, pixel: pixel))
    }

    @Test(arguments: 1...4)
    func `a region of whole pixels at its own size is copied`(channels: Int) throws {
        let source = Synthetic.noise(50, 40, channels: channels)
        let region = SourceRegion(x: 7, y: 11, width: 20, height: 13)
        let made = try source.resampled(region, to: PixelSize(width: 20, height: 13))
        for row in 0..<13 {
            let from = ((row + 11) * 50 + 7) * channels
            let to = row * 20 * channels
            #expect(made.samples[to..<to + 20 * channels] == source.samples[from..<from + 20 * channels])
        }
    }

    @Test func `the color of what is fully transparent does not bleed`() throws {
        let row: [UInt8] = [255, 0, 0, 0, 0, 0, 255, 255]
        let samples = Array(repeatElement(row, count: 200).joined())
        let source = Bitmap(size: PixelSize(width: 20, height: 20), channels: 4, samples: samples)
        let made = try source.resampled(to: PixelSize(width: 5, height: 5))
        for pixel in 0..<25 {
            #expect(made.samples[pixel * 4] == 0)
            #expect(made.samples[pixel * 4 + 2] == 255)
        }
    }

    @Test func `a region beyond the edge continues the edge`() throws {
        let source = Synthetic.flat(9, 9, pixel: [77])
        let region = SourceRegion(x: 0, y: 0, width: 9.5, height: 10)
        let made = try source.resampled(region, to: PixelSize(width: 5, height: 4))
        #expect(made == Synthetic.flat(5, 4, pixel: [77]))
    }

    @Test func `what makes no sense is refused`() {
        let source = Synthetic.flat(4, 4, pixel: [1])
        let targets = [(0, 1), (1, 0), (-1, 5), (Int.max, 1), (Int(Int32.max), Int(Int32.max))]
        for (width, height) in targets {
            #expect(throws: ImageError.self) {
                try source.resampled(to: PixelSize(width: width, height: height))
            }
        }
        let regions = [
            SourceRegion(x: 0, y: 0, width: 0, height: 4), SourceRegion(x: 9, y: 0, width: 4, height: 4),
            SourceRegion(x: -9, y: 0, width: 4, height: 4), SourceRegion(x: 0, y: 0, width: .nan, height: 4),
            SourceRegion(x: .nan, y: 0, width: 1, height: 4), SourceRegion(x: 0, y: 0, width: .infinity, height: 4),
        ]
        for region in regions {
            #expect(throws: ImageError.self) {
                try source.resampled(region, to: PixelSize(width: 2, height: 2))
            }
        }
    }

    @Test func `a row that is too short is refused`() throws {
        var resampler = try RowResampler(
            sourceWidth: 10,
            sourceHeight: 1,
            region: SourceRegion(x: 0, y: 0, width: 10, height: 1),
            target: PixelSize(width: 5, height: 1),
            channels: 1,
            hasAlpha: false
        )
        let row: [UInt8] = [1, 2, 3]
        do throws(ImageError) {
            try resampler.push(row.span) { _ in }
            Issue.record("taken")
        } catch {
            #expect(error == .corrupt("a row of 3 bytes where 10 are due"))
        }
    }
}

extension Bitmap {
    var premultiplied: Bitmap {
        guard hasAlpha else { return self }
        var made = self
        for index in samples.indices where index % channels != channels - 1 {
            let alpha = Int(samples[index - index % channels + channels - 1])
            made.samples[index] = UInt8((Int(samples[index]) * alpha + 127) / 255)
        }
        return made
    }

    /// The largest difference of any two samples.
    func farthest(from other: Bitmap) -> Int {
        zip(samples, other.samples).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
}
