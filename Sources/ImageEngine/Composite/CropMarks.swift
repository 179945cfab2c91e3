/// What was found in a picture and what was cut out of it, to be drawn over it so that a person can judge.
public struct CropMarks: Sendable, Equatable {
    /// The faces, in yellow.
    public var faces: [Frame]

    /// What each rendition shows, in white.
    public var crops: [Frame]

    /// The focus of a square, in red.
    public var focus: Focus?

    /// Nothing to be drawn.
    public init() {
        faces = []
        crops = []
    }

    /// What was found in a source, and the crops of its renditions; those that show all of it are left out.
    public init(_ rendering: Rendering) {
        faces = rendering.focus?.faces.map(\.frame) ?? []
        focus = rendering.focus?.focus
        crops = rendering.decisions.map(\.frame).filter { $0.area < 0.99 }
    }
}

extension CropMarks {
    /// An RGB picture with the marks.
    func drawn(on picture: Bitmap) -> Bitmap {
        guard picture.channels == 3 else { return picture }
        var made = picture
        for crop in crops { made.outline(crop, RGBColor.white) }
        for face in faces { made.outline(face, RGBColor(red: 255, green: 210, blue: 0)) }
        if let focus {
            let (x, y) = (focus.x * Double(made.size.width), focus.y * Double(made.size.height))
            made.mark(x: Int(x), y: Int(y), RGBColor(red: 255, green: 40, blue: 30))
        }
        return made
    }
}

extension Bitmap {
    /// Draws a frame's edges, with a dark line inside so that they are seen on anything.
    fileprivate mutating func outline(_ frame: Frame, _ color: RGBColor) {
        let columns = Self.pixels(frame.left, frame.right, of: size.width)
        let rows = Self.pixels(frame.top, frame.bottom, of: size.height)
        for (inset, color) in [(1, RGBColor(red: 0, green: 0, blue: 0)), (0, color)] {
            let (left, right) = (columns.lowerBound + inset, columns.upperBound - inset)
            let (top, bottom) = (rows.lowerBound + inset, rows.upperBound - inset)
            guard left <= right, top <= bottom else { continue }
            for x in left...right {
                set(x, top, color)
                set(x, bottom, color)
            }
            for y in top...bottom {
                set(left, y, color)
                set(right, y, color)
            }
        }
    }

    /// Draws a cross.
    fileprivate mutating func mark(x: Int, y: Int, _ color: RGBColor) {
        for step in -4...4 {
            set(x + step, y, color)
            set(x, y + step, color)
        }
    }

    private mutating func set(_ x: Int, _ y: Int, _ color: RGBColor) {
        guard x >= 0, y >= 0, x < size.width, y < size.height else { return }
        let at = (y * size.width + x) * 3
        samples.replaceSubrange(at..<at + 3, with: [color.red, color.green, color.blue])
    }

    /// The first and the last pixel of a share of a side.
    private static func pixels(_ from: Double, _ to: Double, of count: Int) -> ClosedRange<Int> {
        let first = min(max(Int(from * Double(count)), 0), max(count - 1, 0))
        return first...min(max(Int((to * Double(count)).rounded(.up)) - 1, first), max(count - 1, first))
    }
}
