/// Where a face is in a picture, and how sure the detector is of it. Nothing tells whose it is.
public struct Face: Sendable, Equatable {
    /// The part of it that lies in the picture.
    public var frame: Frame

    /// How sure the detector is, 0...1.
    public var score: Double
}

extension Face {
    /// The frame with hair and chin, which the detector leaves out: a tenth of its width at either side, 35 % of its height above
    /// and a tenth below, as far as the picture goes.
    var head: Frame {
        Frame(
            left: frame.left - 0.1 * frame.width,
            top: frame.top - 0.35 * frame.height,
            right: frame.right + 0.1 * frame.width,
            bottom: frame.bottom + 0.1 * frame.height
        ).intersection(.whole)
    }

    /// Where the eyes of an upright face are.
    var eyeLine: Double { frame.top + 0.42 * frame.height }
}
