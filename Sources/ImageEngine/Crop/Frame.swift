/// A rectangle of a picture, in shares of the picture's width and height.
public struct Frame: Sendable, Equatable {
    /// The left edge, 0 at that of the picture.
    public var left: Double

    /// The upper edge, 0 at that of the picture.
    public var top: Double

    /// The right edge, 1 at that of the picture.
    public var right: Double

    /// The lower edge, 1 at that of the picture.
    public var bottom: Double

    /// All of the picture.
    static let whole = Frame(left: 0, top: 0, right: 1, bottom: 1)

    var width: Double { right - left }
    var height: Double { bottom - top }

    /// A share of the picture's area; 0 for a frame without extent.
    var area: Double { max(width, 0) * max(height, 0) }

    var middle: (x: Double, y: Double) { ((left + right) / 2, (top + bottom) / 2) }

    /// What lies in both; without extent where nothing does.
    func intersection(_ other: Frame) -> Frame {
        Frame(
            left: max(left, other.left),
            top: max(top, other.top),
            right: min(right, other.right),
            bottom: min(bottom, other.bottom)
        )
    }

    /// The shares that a region has of a picture.
    init(_ region: SourceRegion, of size: PixelSize) {
        left = region.x / Double(size.width)
        top = region.y / Double(size.height)
        right = (region.x + region.width) / Double(size.width)
        bottom = (region.y + region.height) / Double(size.height)
    }

    /// A rectangle by its edges.
    init(left: Double, top: Double, right: Double, bottom: Double) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// The smallest frame around both.
    func union(_ other: Frame) -> Frame {
        Frame(
            left: min(left, other.left),
            top: min(top, other.top),
            right: max(right, other.right),
            bottom: max(bottom, other.bottom)
        )
    }

    /// The smallest frame around all; the whole picture around none.
    static func around(_ frames: [Frame]) -> Frame {
        frames.dropFirst().reduce(frames.first ?? .whole) { $0.union($1) }
    }
}
