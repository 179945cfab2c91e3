/// Where people look in a picture.
public struct FocusReport: Sendable, Equatable {
    /// The middle of a square crop.
    public var focus: Focus

    /// What decided that.
    public var rule: FocusRule

    /// Whether faces were looked for.
    public var seeksFaces: Bool

    /// The faces that were found, the surest first.
    public var faces: [Face]
}

extension FocusReport {
    /// What is told of a picture: what the rendition that asked for most has seen; nil when none asked.
    init?(_ plans: [RenditionPlan], _ finder: FocusFinder?) {
        let sought = plans.compactMap(\.soughtFocus)
        if let finder, let first = sought.first {
            self = finder.report(of: sought.contains(.faces) ? .faces : first)
            return
        }
        for plan in plans {
            guard let resize = plan.settings.resize, resize.fit == .cover, case .named(let focus) = resize.focus else {
                continue
            }
            self.init(focus: focus, rule: .named, seeksFaces: false, faces: [])
            return
        }
        return nil
    }
}
