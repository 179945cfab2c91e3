/// Which decoders and encoders may be used.
public enum Lane: String, Sendable, CaseIterable {
    /// The project's own where they take a file, the well-known libraries for the rest.
    case fast

    /// The libraries only.
    case library
}
