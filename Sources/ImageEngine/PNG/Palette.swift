import CPNG

/// Up to 256 colors and, for each pixel, which of them it is.
struct Palette {
    /// RGBA, those that are not opaque first, so that the tRNS chunk may end early.
    var entries: [UInt8]

    /// The index of each pixel, rows contiguous.
    var indices: [UInt8]

    /// Bits that an index needs in a PNG.
    var bitDepth: Int {
        switch entries.count / 4 {
        case ...2: 1
        case ...4: 2
        case ...16: 4
        default: 8
        }
    }

    /// nil when the bitmap has more than 256 colors.
    init?(of bitmap: Bitmap) {
        var found = ic_palette()
        var indices = [UInt8](repeating: 0, count: bitmap.size.width * bitmap.size.height)
        let fits = unsafe bitmap.samples.withUnsafeBufferPointer { samples in
            unsafe indices.withUnsafeMutableBufferPointer { indices in
                unsafe ic_palette_index(
                    &found,
                    samples.baseAddress,
                    Int32(truncatingIfNeeded: bitmap.channels),
                    indices.baseAddress,
                    indices.count
                )
            }
        }
        guard fits != 0 else { return nil }
        let count = Int(found.count)
        let colors = unsafe withUnsafeBytes(of: &found.entries) { unsafe [UInt8]($0.prefix(count * 4)) }
        let order = (0..<count).sorted { colors[$0 * 4 + 3] < colors[$1 * 4 + 3] }
        var places = [UInt8](repeating: 0, count: 256)
        for (place, old) in order.enumerated() { places[old] = UInt8(truncatingIfNeeded: place) }
        entries = order.flatMap { colors[$0 * 4..<$0 * 4 + 4] }
        self.indices = indices.map { places[Int($0)] }
    }
}
