/// How a viewer has to turn the stored picture: tag 274 of TIFF 6.0 and EXIF, which name where the stored row 0 and
/// column 0 are to be seen.
public enum Orientation: UInt8, Sendable, CaseIterable, Codable {
    /// Row 0 at the top, column 0 at the left: as it is.
    case up = 1

    /// Mirrored left to right.
    case upMirrored = 2

    /// Turned by 180 degrees.
    case down = 3

    /// Mirrored top to bottom.
    case downMirrored = 4

    /// Mirrored at the diagonal from top left.
    case leftMirrored = 5

    /// To be turned by 90 degrees clockwise.
    case right = 6

    /// Mirrored at the diagonal from top right.
    case rightMirrored = 7

    /// To be turned by 90 degrees counterclockwise.
    case left = 8
}

extension Orientation {
    /// Whether rows become columns, so that width and height are exchanged.
    public var swapsAxes: Bool { rawValue >= 5 }

    /// Whether the left edge of the seen picture lies at the far end of the stored axis that it runs along.
    var mirrorsHorizontally: Bool {
        switch self {
        case .upMirrored, .down, .right, .rightMirrored: true
        case .up, .downMirrored, .leftMirrored, .left: false
        }
    }

    /// The same for the upper edge.
    var mirrorsVertically: Bool {
        switch self {
        case .down, .downMirrored, .rightMirrored, .left: true
        case .up, .upMirrored, .leftMirrored, .right: false
        }
    }

    /// Whether the stored picture's columns run backwards on the screen, in whichever direction they lie there.
    var reversesColumns: Bool { swapsAxes ? mirrorsVertically : mirrorsHorizontally }

    /// The same of its rows.
    var reversesRows: Bool { swapsAxes ? mirrorsHorizontally : mirrorsVertically }
}
