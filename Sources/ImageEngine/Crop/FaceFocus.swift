/// Where to crop a picture with faces.
struct FaceFocus: Sendable, Equatable {
    var focus: Focus
    var rule: FocusRule

    /// The focus for a crop that keeps these shares of the picture's sides, one of which is 1; nil without faces.
    ///
    /// Faces of less than 15 % of the largest one's area are passers-by and count for nothing.
    init?(_ found: [Face], keeping width: Double, _ height: Double) {
        guard let largest = found.max(by: { $0.frame.area < $1.frame.area }) else { return nil }
        let faces = found.filter { $0.frame.area >= 0.15 * largest.frame.area }

        func fits(_ frame: Frame) -> Bool { frame.width <= width && frame.height <= height }

        // With hair and chin if that fits, else as found.
        for frames in [faces.map(\.head), faces.map(\.frame)] {
            let union = Frame.around(frames)
            if fits(union) {
                self.init(union.middle, .union)
                return
            }
        }
        for (first, frames) in [(largest.head, faces.map(\.head)), (largest.frame, faces.map(\.frame))] {
            guard fits(first) else { continue }
            let held = Self.window(around: first, frames, isAcross: width < height, length: min(width, height))
            self.init(Frame.around(held).middle, held.count > 1 ? .window : .largest)
            return
        }
        self.init((x: largest.frame.middle.x, y: largest.eyeLine), .eyeLine)
    }

    private init(_ point: (x: Double, y: Double), _ rule: FocusRule) {
        focus = Focus(x: point.x, y: point.y)
        self.rule = rule
    }

    /// Of the windows of this length along one axis that hold `first`, what lies whole in the one with the most area of frames.
    ///
    /// As a window slides, a frame comes in when its edge meets the window's: one of those that begin or end with a frame is the
    /// best there is.
    private static func window(around first: Frame, _ frames: [Frame], isAcross: Bool, length: Double) -> [Frame] {
        func span(_ frame: Frame) -> (from: Double, to: Double) {
            isAcross ? (frame.left, frame.right) : (frame.top, frame.bottom)
        }
        var best: [Frame] = [first]
        var most = 0.0
        for frame in frames {
            let (from, to) = span(frame)
            for (start, end) in [(from, from + length), (to - length, to)] {
                guard start <= span(first).from, span(first).to <= end else { continue }
                let held = frames.filter { start <= span($0).from && span($0).to <= end }
                let area = held.reduce(0) { $0 + $1.area }
                if area > most { (best, most) = (held, area) }
            }
        }
        return best
    }
}
