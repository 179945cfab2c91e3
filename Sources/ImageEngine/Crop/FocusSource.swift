/// What a picture is cropped around, if not a place that is the same for all.
public enum FocusSource: Sendable, Equatable {
    /// The faces of people; what draws the eye, where there are none.
    case faces

    /// What draws the eye; the middle, where nothing does.
    case attention

    /// A point.
    case named(Focus)

    /// Whether the picture has to be looked at.
    var isSought: Bool {
        switch self {
        case .faces, .attention: true
        case .named: false
        }
    }
}
