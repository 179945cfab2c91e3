/// What there is to look at in a picture: found once, asked by each rendition.
struct FocusFinder: Sendable {
    /// The surest first.
    let faces: [Face]

    private let attention: Focus?

    /// Looks at a small picture, RGB as it is seen; attention is asked where there are no faces, or none are looked for.
    ///
    /// - Throws: `ImageError.outOfMemory`.
    init(_ picture: Bitmap, seeksFaces: Bool) throws(ImageError) {
        if seeksFaces {
            var detector = try FaceDetector()
            faces = detector.faces(in: picture)
        } else {
            faces = []
        }
        attention = faces.isEmpty ? AttentionMap(picture)?.focus : nil
    }

    /// Where to crop, keeping these shares of the picture's sides, one of which is 1, and by which rule.
    func focus(keeping width: Double, _ height: Double) -> (focus: Focus, rule: FocusRule) {
        if let found = FaceFocus(faces, keeping: width, height) { return (found.focus, found.rule) }
        if let attention { return (attention, .attention) }
        return (.center, .center)
    }
}
