import Testing

@testable import ImageEngine

@Suite struct CompositeTests {
    private let red = RGBColor(red: 255, green: 0, blue: 0)

    @Test func `transparency shows the background through`() {
        let clear = Bitmap(
            size: PixelSize(width: 3, height: 1),
            channels: 4,
            samples: [0, 0, 255, 255, 0, 0, 255, 0, 0, 0, 255, 128]
        )
        #expect(clear.flattened(on: red).samples == [0, 0, 255, 255, 0, 0, 127, 0, 128])
        let gray = Bitmap(size: PixelSize(width: 2, height: 1), channels: 2, samples: [10, 255, 10, 0])
        #expect(gray.flattened(on: .white).samples == [10, 255])
        #expect(gray.flattened(on: red).samples == [10, 10, 10, 255, 0, 0])
    }

    @Test(arguments: 1...4)
    func `padding keeps the picture and fills the rest`(channels: Int) throws {
        let picture = Synthetic.noise(3, 2, channels: channels)
        let padded = try picture.padded(to: PixelSize(width: 5, height: 6), left: 1, top: 3, background: red)
        let shown = picture.expanded(color: true, alpha: false)
        #expect(padded.channels == shown.channels)
        for row in 0..<6 {
            for column in 0..<5 {
                let at = (row * 5 + column) * padded.channels
                let pixel = Array(padded.samples[at..<at + padded.channels])
                if (3..<5).contains(row), (1..<4).contains(column) {
                    let from = ((row - 3) * 3 + column - 1) * shown.channels
                    #expect(pixel == Array(shown.samples[from..<from + shown.channels]))
                } else {
                    #expect(pixel == red.samples(channels: padded.channels))
                }
            }
        }
    }

    @Test(arguments: [(-2, -1), (4, 0), (0, 5), (-9, -9), (9, 9), (Int.min / 2, 0)])
    func `what lies beyond the canvas is cut off`(left: Int, top: Int) throws {
        let picture = Synthetic.flat(3, 2, pixel: [1, 2, 3])
        let canvas = PixelSize(width: 5, height: 6)
        let padded = try picture.padded(to: canvas, left: left, top: top, background: .white)
        #expect(padded.samples.count == 90)
        let shown = stride(from: 0, to: 90, by: 3).count { padded.samples[$0] == 1 }
        let columns = Bitmap.overlap(at: left, 3, 5).count
        let rows = Bitmap.overlap(at: top, 2, 6).count
        #expect(shown == columns * rows)
    }

    @Test func `a canvas that no memory holds is refused`() {
        let huge = PixelSize(width: Int(Int32.max), height: Int.max / 2)
        #expect(throws: ImageError.outOfMemory) {
            try Synthetic.flat(1, 1, pixel: [0]).padded(to: huge, left: 0, top: 0, background: .white)
        }
    }

    @Test(arguments: Gravity.allCases)
    func `a watermark lies where gravity and margin say`(gravity: Gravity) throws {
        var watermark = Watermark(image: WatermarkImage(bitmap: Synthetic.flat(40, 20, pixel: [200, 0, 0, 255])))
        watermark.placement.gravity = gravity
        watermark.placement.opacity = 1
        watermark.placement.scale = 0.2
        watermark.placement.margin = 7
        let made = try Synthetic.flat(100, 80, pixel: [0, 0, 0]).watermarked(watermark)
        let left = [0: 7, 0.5: 40, 1: 73][gravity.horizontal] ?? -1
        let top = [0: 7, 0.5: 35, 1: 63][gravity.vertical] ?? -1
        for row in 0..<80 {
            for column in 0..<100 {
                let isInside = (left..<left + 20).contains(column) && (top..<top + 10).contains(row)
                guard made.samples[(row * 100 + column) * 3] == (isInside ? 200 : 0) else {
                    Issue.record("(\(column), \(row))")
                    return
                }
            }
        }
    }

    @Test func `opacity mixes and transparent parts leave the picture alone`() throws {
        var watermark = Watermark(image: WatermarkImage(bitmap: Synthetic.flat(10, 10, pixel: [255, 255, 255, 255])))
        watermark.placement.opacity = 0.5
        watermark.placement.scale = 1
        watermark.placement.margin = 0
        let half = try Synthetic.flat(10, 10, pixel: [100]).watermarked(watermark)
        #expect(half == Synthetic.flat(10, 10, pixel: [178]))
        watermark.placement.opacity = 0
        let none = try Synthetic.flat(10, 10, pixel: [100, 90, 80, 7]).watermarked(watermark)
        #expect(none == Synthetic.flat(10, 10, pixel: [100, 90, 80, 7]))
        watermark.placement.opacity = 1
        let over = try Synthetic.flat(10, 10, pixel: [100, 90, 80, 0]).watermarked(watermark)
        #expect(over == Synthetic.flat(10, 10, pixel: [255, 255, 255, 255]))
    }

    @Test(arguments: [-1.0, 0, 1e-9, 0.5, 1, 7, .nan, .infinity], [-5, 0, 3, 1000, Int.max])
    func `no scale and no margin puts a watermark outside`(scale: Double, margin: Int) throws {
        for size in [PixelSize(width: 1, height: 1), PixelSize(width: 30, height: 4)] {
            for gravity in Gravity.allCases {
                var watermark = Watermark(image: WatermarkImage(bitmap: Synthetic.flat(9, 6, pixel: [1, 2, 3, 9])))
                watermark.placement.gravity = gravity
                watermark.placement.scale = scale
                watermark.placement.margin = margin
                watermark.placement.opacity = scale
                let placed = try watermark.placed(on: size)
                #expect(placed.left >= 0 && placed.left + placed.bitmap.size.width <= size.width)
                #expect(placed.top >= 0 && placed.top + placed.bitmap.size.height <= size.height)
            }
        }
    }
}
