/// What decided where a picture is cropped.
public enum FocusRule: String, Sendable, Codable, CaseIterable {
    /// All faces fit the crop.
    case union

    /// Not all do: the largest one, with as much of the others as fits beside it.
    case window

    /// The largest face, and no other fits beside it.
    case largest

    /// The largest face is itself larger than the crop, which is laid at its eyes.
    case eyeLine

    /// What stands out by its edges and colors.
    case attention

    /// Nothing stands out.
    case center

    /// The point was given.
    case named
}
