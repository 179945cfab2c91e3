extension Bitmap {
    /// The color that most of the picture has, for a page to show until the picture is there; nil when all of it
    /// is transparent.
    ///
    /// The color cube is cut into 16 x 16 x 16 cells; the answer is the average of the pixels in and next to the fullest
    /// one, weighted by their alpha. The plain average would be the mud that all pictures have in common.
    var dominantColor: RGBColor? {
        let source = expanded(color: true, alpha: true)
        var cells = [Int](repeating: 0, count: 4096)
        source.forEachPixel { red, green, blue, alpha in
            cells[Int(red >> 4) << 8 | Int(green >> 4) << 4 | Int(blue >> 4)] += alpha
        }
        guard let fullest = cells.indices.max(by: { cells[$0] < cells[$1] }), cells[fullest] > 0 else { return nil }
        var sums = (red: 0, green: 0, blue: 0, weight: 0)
        source.forEachPixel { red, green, blue, alpha in
            let isNear =
                abs(Int(red >> 4) - fullest >> 8) <= 1 && abs(Int(green >> 4) - (fullest >> 4 & 15)) <= 1
                && abs(Int(blue >> 4) - (fullest & 15)) <= 1
            guard isNear else { return }
            sums.red += Int(red) * alpha
            sums.green += Int(green) * alpha
            sums.blue += Int(blue) * alpha
            sums.weight += alpha
        }
        func level(_ sum: Int) -> UInt8 { UInt8(truncatingIfNeeded: (sum + sums.weight / 2) / max(sums.weight, 1)) }
        return RGBColor(red: level(sums.red), green: level(sums.green), blue: level(sums.blue))
    }

    /// Gives each pixel of an RGBA bitmap.
    private func forEachPixel(_ body: (UInt8, UInt8, UInt8, Int) -> Void) {
        for index in stride(from: 0, through: samples.count - 4, by: 4) {
            body(samples[index], samples[index + 1], samples[index + 2], Int(samples[index + 3]))
        }
    }
}
