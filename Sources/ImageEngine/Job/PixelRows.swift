import CColor

/// Makes rows of interleaved pixels of the rows of planes: gray, gray+alpha, RGB, RGBA, or CMYK as it is stored.
struct PixelRows {
    private let model: ColorModel
    private let width: Int
    private let planes: Int
    private var stacked: [UInt8] = []
    private var pixels: [UInt8]

    init(_ header: SourceHeader, _ planes: [SourcePlane], width: Int) {
        model = header.colorModel
        self.width = width
        self.planes = planes.count
        pixels = [UInt8](repeating: 0, count: planes.count * width)
    }

    /// Takes the first row of each queue and gives it as pixels. Interleaved sources pass through.
    mutating func take(
        from queues: [RowQueue],
        _ body: (Span<UInt8>) throws(ImageError) -> Void
    ) throws(ImageError) {
        if queues.count == 1 {
            try queues[0].withFirst(1, body)
        } else {
            stacked.removeAll(keepingCapacity: true)
            for queue in queues {
                try queue.withFirst(1) { (row) throws(ImageError) in stacked.append(row) }
            }
            combine()
            try body(pixels.span)
        }
        for queue in queues { queue.removeFirst(1) }
    }

    private mutating func combine() {
        let (count, planes) = (width, Int32(truncatingIfNeeded: self.planes))
        unsafe stacked.withUnsafeBufferPointer { rows in
            unsafe pixels.withUnsafeMutableBufferPointer { pixels in
                guard let rows = rows.baseAddress, let pixels = pixels.baseAddress else { return }
                switch model {
                case .ycc: unsafe ic_ycc_to_rgb(rows, pixels, count)
                case .ycck: unsafe ic_ycck_to_cmyk(rows, pixels, count)
                default: unsafe ic_interleave(rows, planes, pixels, count)
                }
            }
        }
    }
}
