/// Where people look in a picture.
public struct FocusReport: Sendable, Equatable {
    /// The middle of a square crop.
    public var focus: Focus

    /// What decided that.
    public var rule: FocusRule

    /// The faces that were found, the surest first; none where nobody asked for them.
    public var faces: [Face]
}
