/// Where people look in an image, as rows and answers hold it: the middle of a square crop.
///
/// It says what was looked at, and how many faces were counted. It holds no faces: neither where they are, nor whose.
public struct StoredFocus: Sendable, Equatable, Codable {
    /// A share of the width of the image as it is seen, from the left, in thousandths.
    public var x: Double
    /// A share of the height, from above, in thousandths.
    public var y: Double
    /// What decided: `faces`, `attention`, `center`, or, for a point that was given, `recipe` or `metadata`.
    public var of: String
    /// How many faces were found; `nil` where none were looked for.
    public var faces: Int?

    /// The names in answers and in the row's map.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case x, y, of, faces
    }

    /// Creates a focus from its parts.
    public init(x: Double, y: Double, of: String, faces: Int? = nil) {
        self.x = x
        self.y = y
        self.of = of
        self.faces = faces
    }
}
