import Encodings
public import ImageEngine
public import ImageRecord

extension StoredPlaceholder {
    /// The texts of a placeholder that the engine made.
    public init(_ placeholder: Placeholder) {
        self.init(
            thumbHash: Base64.text(placeholder.thumbHash),
            dominantColor: placeholder.dominantColor?.description
        )
    }
}
