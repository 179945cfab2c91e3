public import ImageRecord

/// What is reported about one image: in the answer to an invocation, and to subscribers.
public struct ImageResult: Sendable, Equatable, Codable {
    /// The row's key.
    public var imageId: String
    /// What became of it.
    public var status: ImageStatus
    /// What is stored for it now.
    public var renditions: [StoredRendition] = []
    /// What a page shows until a rendition is there; `nil` for an image that was not decoded.
    public var placeholder: StoredPlaceholder?
    /// Where people look in it; `nil` where no recipe asked.
    public var focus: StoredFocus?
    /// Why it is not ready.
    public var reason: String?
    /// The event's place among those of the same key, if it had one.
    public var sequencer: String?
}
