/// A part that is cut out of a whole, in pixels as they are seen.
struct Cut: Sendable, Equatable {
    /// What it is cut out of.
    var held: PixelSize
    var size: PixelSize
    private(set) var left: Int
    private(set) var top: Int

    /// The part of this size around a point, as far as it goes: shifted into the whole.
    ///
    /// It begins at even pixels, since two of them share a sample of color in the planes of most pictures.
    init(of held: PixelSize, to size: PixelSize, around focus: Focus = .center) {
        self.held = held
        self.size = size
        left = Self.start(of: size.width, in: held.width, around: focus.x)
        top = Self.start(of: size.height, in: held.height, around: focus.y)
    }

    private static func start(of part: Int, in whole: Int, around share: Double) -> Int {
        let start = Int((share * Double(whole) - Double(part) / 2).rounded())
        return min(max(start, 0), max(whole - part, 0)) & ~1
    }

    /// The shares of the whole's sides that are kept.
    var kept: (width: Double, height: Double) {
        (Double(size.width) / Double(held.width), Double(size.height) / Double(held.height))
    }

    /// The same part of a plane that has one sample for two pixels, along each side where it has.
    func scaled(to plane: PixelSize) -> Cut {
        var cut = self
        cut.held = plane
        if plane.width < held.width { (cut.left, cut.size.width) = (left / 2, (size.width + 1) / 2) }
        if plane.height < held.height { (cut.top, cut.size.height) = (top / 2, (size.height + 1) / 2) }
        return cut
    }
}

extension Bitmap {
    /// A part of the picture, which is as large as `cut.held`.
    func cut(_ cut: Cut) -> Bitmap {
        var made = Bitmap(size: cut.size, channels: channels, samples: [])
        made.samples.reserveCapacity(made.rowBytes * cut.size.height)
        for row in cut.top..<cut.top + cut.size.height {
            let start = row * rowBytes + cut.left * channels
            made.samples += samples[start..<start + made.rowBytes]
        }
        return made
    }
}
