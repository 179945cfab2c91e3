/// What there is to look at in a picture: found once, asked by each rendition.
struct FocusFinder: Sendable {
    /// The longest side, in pixels, of the small picture that it looks at.
    static let longestSide = FaceDetector.longestSide

    /// Bytes that the small picture and looking at it take at most: the picture is held in RGBA, turned, and in RGB.
    static func memory(_ sources: [FocusSource]) -> Int {
        let pictures = longestSide * longestSide * (4 + 4 + 3)
        return pictures + (sources.contains(.faces) ? FaceDetector.memory : 0)
    }

    /// The surest first.
    let faces: [Face]

    private let seeksFaces: Bool
    private let size: PixelSize
    private let attention: Focus?

    /// Looks at a small picture as it is seen, no side of which is longer than `longestSide`, for what these sources need.
    ///
    /// - Throws: `ImageError.outOfMemory`.
    init(_ picture: Bitmap, for sources: [FocusSource]) throws(ImageError) {
        let gray = RGBColor(red: 128, green: 128, blue: 128)
        let opaque = picture.flattened(on: gray).expanded(color: true, alpha: false)
        size = picture.size
        seeksFaces = sources.contains(.faces)
        if seeksFaces {
            var detector = try FaceDetector()
            faces = detector.faces(in: opaque)
        } else {
            faces = []
        }
        attention = faces.isEmpty || sources.contains(.attention) ? AttentionMap(opaque)?.focus : nil
    }

    /// Where to crop, keeping these shares of the picture's sides, one of which is 1, and by which rule.
    func focus(of source: FocusSource, keeping width: Double, _ height: Double) -> (focus: Focus, rule: FocusRule) {
        if case .named(let focus) = source { return (focus, .named) }
        if source == .faces, let found = FaceFocus(faces, keeping: width, height) { return (found.focus, found.rule) }
        if let attention { return (attention, .attention) }
        return (.center, .center)
    }

    /// What is told of the picture: the focus for a square.
    func report(of source: FocusSource) -> FocusReport {
        let side = Double(min(size.width, size.height))
        let (focus, rule) = focus(of: source, keeping: side / Double(size.width), side / Double(size.height))
        return FocusReport(focus: focus, rule: rule, seeksFaces: seeksFaces, faces: faces)
    }
}
