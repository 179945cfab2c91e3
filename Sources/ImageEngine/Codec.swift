/// Which decoders and encoders may be used.
public enum Codec: String, Sendable, CaseIterable {
    /// The project's own where they take a file, the libraries for the rest.
    case fast

    /// libjpeg and libpng only.
    case library
}
