/// What a rendition shows of a picture, once that has been looked at.
struct Crop {
    /// The plan's, with what is cut out of the picture in its place.
    let geometry: RenditionGeometry

    /// The point that was to be the middle, and what decided that; nil for a rendition that asked for none.
    let focus: Focus?
    let rule: FocusRule?

    /// The crop of a rendition. No finder: none asks, or the picture could not be seen.
    init(_ plan: RenditionPlan, _ finder: FocusFinder?) {
        guard let resize = plan.settings.resize, resize.fit == .cover, let source = resize.focus else {
            (geometry, focus, rule) = (plan.geometry, nil, nil)
            return
        }
        if case .named(let named) = source {
            (geometry, focus, rule) = (plan.geometry, named, .named)
            return
        }
        guard let kept = plan.geometry.cut?.kept else {
            (geometry, focus, rule) = (plan.geometry, nil, nil)
            return
        }
        let found = finder?.focus(of: source, keeping: kept.width, kept.height) ?? (.center, .center)
        (geometry, focus, rule) = (plan.geometry.cut(around: found.focus), found.focus, found.rule)
    }
}
