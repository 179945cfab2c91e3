/// The box that a rendition must fit, and how.
public struct Resize: Sendable, Equatable {
    /// Pixels; nil: as the proportions ask for. Below 1 counts as 1.
    public var width: Int?

    /// Pixels; nil: as the proportions ask for. Below 1 counts as 1.
    public var height: Int?

    /// How the picture is brought into the box.
    public var fit: Fit

    /// What `Fit.cover` keeps, and where `Fit.contain` puts the picture.
    public var gravity: Gravity

    /// What `Fit.cover` keeps, where the picture itself shall decide: then `gravity` does not count.
    public var focus: FocusSource?

    /// Whether a picture smaller than the box is enlarged.
    ///
    /// If not, `inside` leaves it as it is, `contain` pads it, `fill` only shrinks the sides that are longer, and `cover`
    /// cuts it to the proportions of the box.
    public var enlarge: Bool

    /// A box of which both sides may be missing: then nothing is resized.
    public init(
        width: Int? = nil,
        height: Int? = nil,
        fit: Fit = .inside,
        gravity: Gravity = .center,
        focus: FocusSource? = nil,
        enlarge: Bool = false
    ) {
        self.width = width
        self.height = height
        self.fit = fit
        self.gravity = gravity
        self.focus = focus
        self.enlarge = enlarge
    }
}
