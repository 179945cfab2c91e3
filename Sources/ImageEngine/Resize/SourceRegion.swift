/// A rectangle of the source that need not begin or end at whole pixels. Pixel (x, y) covers x..<x+1, y..<y+1.
struct SourceRegion: Sendable, Equatable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
}

extension SourceRegion {
    /// The same region of the stored picture, given the one of the picture of `seen` pixels as a viewer shows it.
    func stored(_ orientation: Orientation, seen: PixelSize) -> SourceRegion {
        let fromLeft = orientation.mirrorsHorizontally ? Double(seen.width) - x - width : x
        let fromTop = orientation.mirrorsVertically ? Double(seen.height) - y - height : y
        return orientation.swapsAxes
            ? SourceRegion(x: fromTop, y: fromLeft, width: height, height: width)
            : SourceRegion(x: fromLeft, y: fromTop, width: width, height: height)
    }
}
