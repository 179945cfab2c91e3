/// How a picture is brought into a box of another shape. In all of them a missing side of the box follows from the
/// picture's own proportions.
public enum Fit: String, Sendable, Codable, CaseIterable {
    /// Whole, in its own proportions, no side longer than the box.
    case inside

    /// The box filled to its edges, in the picture's proportions; the rest is cut off.
    case cover

    /// As `inside`, and padded to exactly the box.
    case contain

    /// Stretched to exactly the box.
    case fill
}
