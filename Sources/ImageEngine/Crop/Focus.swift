/// The point of a picture around which it is cropped, in shares of its width and height as it is seen.
///
/// It is held in thousandths, since what found it differs in its last bits from one processor to another, and a crop made from
/// the published focus shall be the crop that was made.
public struct Focus: Sendable, Equatable, Hashable {
    private let thousandthsAcross: Int
    private let thousandthsDown: Int

    /// 0, the left edge, to 1, the right one.
    public var x: Double { Double(thousandthsAcross) / 1000 }

    /// 0, the upper edge, to 1, the lower one.
    public var y: Double { Double(thousandthsDown) / 1000 }

    /// The point next to this one; what lies outside of the picture, at its edge. Not a number counts as the middle.
    public init(x: Double, y: Double) {
        thousandthsAcross = Self.thousandths(x)
        thousandthsDown = Self.thousandths(y)
    }

    /// The middle of the picture.
    public static let center = Focus(x: 0.5, y: 0.5)

    private static func thousandths(_ share: Double) -> Int {
        share.isNaN ? 500 : Int((min(max(share, 0), 1) * 1000).rounded())
    }
}
