public import ImageFormats

/// What came out of one source.
public struct Rendering: Sendable {
    /// The source.
    public var info: ImageInfo

    /// The renditions, in the order of the settings.
    public var images: [RenderedImage]

    /// How each of them was made, in the same order.
    public var decisions: [RenditionDecision]

    /// What a page shows until a rendition is there; nil when no picture was decoded for the renditions.
    public var placeholder: Placeholder?

    /// Where people look in it; nil when no rendition asked.
    public var focus: FocusReport?

    /// Where the time went.
    public var times: StageTimes

    /// Oddities of the source that did not keep it from decoding.
    public var warnings: Int
}

/// One finished rendition.
public struct RenderedImage: Sendable, Equatable {
    /// The format of its bytes.
    public var format: ImageFormat

    /// Its size in pixels.
    public var size: PixelSize

    /// The whole file.
    public var bytes: [UInt8]

    /// Whether these are the source's own compressed data, only without its metadata, because encoding them anew
    /// would have made them larger.
    public var isOriginal: Bool
}

/// Time spent in each stage, by the caller's clock.
public struct StageTimes: Sendable, Equatable {
    /// From bytes to samples.
    public var decode = Duration.zero

    /// From the source's samples to each rendition's.
    public var resample = Duration.zero

    /// From samples to bytes, colors and watermarks included.
    public var encode = Duration.zero

    /// Looking for faces and for what draws the eye.
    public var seek = Duration.zero
}
