import ImageFormats

@testable import ImageEngine

extension CodecRegistry {
    /// The module's codecs, and those that only tests have.
    static var testing: CodecRegistry {
        standard.setting(.bmp, to: ImageCodec(source: BMPSource.self))
    }
}
