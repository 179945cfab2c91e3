import CResampling

extension Bitmap {
    /// The picture as a viewer shows it.
    func oriented(_ orientation: Orientation) throws(ImageError) -> Bitmap {
        guard orientation != .up else { return self }
        guard Bitmap.byteCount(size, channels: channels) == samples.count,
            let width = UInt32(exactly: size.width), let height = UInt32(exactly: size.height)
        else { throw .unsupported("a bitmap of \(size.width)x\(size.height) with \(samples.count) samples") }
        let turned = unsafe [UInt8](unsafeUninitializedCapacity: samples.count) { target, count in
            unsafe samples.withUnsafeBufferPointer { source in
                if let from = source.baseAddress, let to = target.baseAddress {
                    unsafe ic_orient(from, width, height, Int32(channels), Int32(orientation.rawValue), to)
                }
            }
            count = samples.count
        }
        return Bitmap(size: size.transposed(orientation.swapsAxes), channels: channels, samples: turned)
    }
}
