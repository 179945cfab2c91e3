/// A color as the eye sees it, CIE L*a*b* under D65, and how near it comes to skin.
struct ColorCell {
    var lightness: Double
    var a: Double
    var b: Double

    /// 0...15: skin of any shade has about one direction in XYZ, whatever its length (libvips' `smartcrop`); black and white have
    /// none.
    var skin: Double

    /// The color of R, G, B in sRGB.
    init(red: UInt8, green: UInt8, blue: UInt8) {
        let (red, green, blue) = (Self.linear[Int(red)], Self.linear[Int(green)], Self.linear[Int(blue)])
        let x = 0.4124 * red + 0.3576 * green + 0.1805 * blue
        let y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        let z = 0.0193 * red + 0.1192 * green + 0.9505 * blue
        let (fx, fy, fz) = (Self.response(x / 0.9505), Self.response(y), Self.response(z / 1.089))
        lightness = 116 * fy - 16
        a = 500 * (fx - fy)
        b = 200 * (fy - fz)
        skin = 0
        guard lightness > 20, lightness < 95 else { return }
        let length = (x * x + y * y + z * z).squareRoot()
        let (dx, dy, dz) = (x / length - 0.78, y / length - 0.57, z / length - 0.44)
        skin = max(0, 15 - 100 * (dx * dx + dy * dy + dz * dz).squareRoot())
    }

    /// How far the color is from another of the same lightness.
    func distance(fromA a: Double, b: Double) -> Double {
        let (da, db) = (self.a - a, self.b - b)
        return (da * da + db * db).squareRoot()
    }

    /// The light of each level of sRGB (IEC 61966-2-1), 0...1.
    private static let linear: [Double] = (0..<256).map { level in
        let value = Double(level) / 255
        guard value > 0.04045 else { return value / 12.92 }
        let base = (value + 0.055) / 1.055
        return base * base * root(5, of: base * base)
    }

    private static func response(_ light: Double) -> Double {
        light > 216.0 / 24389 ? root(3, of: light) : (24389.0 / 27 * light + 16) / 116
    }

    /// By Newton's method from above, since Swift's own library has only the square root; of 0.001...1.1.
    private static func root(_ degree: Int, of value: Double) -> Double {
        var guess = 1.1
        for _ in 0..<40 {
            let power = (1..<degree).reduce(1.0) { product, _ in product * guess }
            let next = guess - (guess - value / power) / Double(degree)
            if next >= guess { break }
            guess = next
        }
        return guess
    }
}
