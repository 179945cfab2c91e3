public import ImageEngine
public import ImageRecord

extension StoredFocus {
    /// What is told of a focus that the engine found, or was given by the object's metadata, or else by the recipe.
    public init(_ report: FocusReport, isOfMetadata: Bool = false) {
        self.init(
            x: report.focus.x,
            y: report.focus.y,
            of: report.rule == .named && isOfMetadata ? "metadata" : report.rule.origin,
            faces: report.seeksFaces ? report.faces.count : nil
        )
    }
}

extension FocusRule {
    /// What it looked at, in the words of an answer.
    fileprivate var origin: String {
        switch self {
        case .union, .window, .largest, .eyeLine: "faces"
        case .attention: "attention"
        case .center: "center"
        case .named: "recipe"
        }
    }
}
