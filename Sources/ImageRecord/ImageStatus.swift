/// What became of an image.
public enum ImageStatus: String, Sendable, Codable, CaseIterable {
    /// Its renditions are stored.
    case ready = "READY"
    /// It is not an image that the recipe accepts; it has no renditions.
    case rejected = "REJECTED"
    /// It is gone, and its renditions with it.
    case deleted = "DELETED"
    /// The event is not newer than what is stored.
    case duplicate = "DUPLICATE"
    /// The recipe does not apply to it.
    case skipped = "SKIPPED"
}
