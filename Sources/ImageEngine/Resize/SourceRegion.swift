/// A rectangle of the source that need not begin or end at whole pixels. Pixel (x, y) covers x..<x+1, y..<y+1.
struct SourceRegion: Sendable, Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
}

extension SourceRegion {
    /// The region in samples of a decoded plane, for a target plane.
    ///
    /// A plane that was decoded at s/8 and subsampled by f has `s / 8 / f` samples for a pixel of the source; that it rounds
    /// its own size up must not stretch the picture. A target plane that keeps one sample for `across` x `down` pixels of
    /// an odd-sized target reaches beyond its edge, and so does its region then.
    ///
    /// - Parameters:
    ///   - scaleX: Samples of the source plane for a pixel of the source, across.
    ///   - scaleY: The same down.
    ///   - target: Pixels that the region becomes, in stored order.
    ///   - across: Pixels of the target for one sample of its plane, across.
    ///   - down: The same down.
    /// - Returns: The region, and the size of the target plane.
    func plane(
        scaleX: Double,
        scaleY: Double,
        target: PixelSize,
        across: Int = 1,
        down: Int = 1
    ) -> (region: SourceRegion, size: PixelSize) {
        let across = max(across, 1)
        let down = max(down, 1)
        let size = PixelSize(
            width: max((target.width - 1) / across + 1, 1),
            height: max((target.height - 1) / down + 1, 1)
        )
        let reachX = Double(size.width * across) / Double(max(target.width, 1))
        let reachY = Double(size.height * down) / Double(max(target.height, 1))
        let region = SourceRegion(
            x: x * scaleX,
            y: y * scaleY,
            width: width * scaleX * reachX,
            height: height * scaleY * reachY
        )
        return (region, size)
    }

    /// The same region of the stored picture, given the one of the picture of `seen` pixels as a viewer shows it.
    func stored(_ orientation: Orientation, seen: PixelSize) -> SourceRegion {
        let fromLeft = orientation.mirrorsHorizontally ? Double(seen.width) - x - width : x
        let fromTop = orientation.mirrorsVertically ? Double(seen.height) - y - height : y
        return orientation.swapsAxes
            ? SourceRegion(x: fromTop, y: fromLeft, width: height, height: width)
            : SourceRegion(x: fromLeft, y: fromTop, width: width, height: height)
    }
}
