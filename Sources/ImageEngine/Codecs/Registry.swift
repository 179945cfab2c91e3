import ImageFormats

/// What reads a format and what writes it.
struct ImageCodec {
    var source: (any ImageSource.Type)?
    var encoder: (any ImageEncoder.Type)?
}

/// Which codec a format has.
struct CodecRegistry {
    private let find: (ImageFormat) -> ImageCodec

    /// The codecs of this module: the only place that names them all.
    static var standard: CodecRegistry {
        CodecRegistry { format in
            switch format {
            case .jpeg: ImageCodec(source: JPEGSource.self, encoder: JPEGEncoder.self)
            case .png: ImageCodec(source: PNGSource.self, encoder: PNGEncoder.self)
            case .webp, .avif, .heic, .gif, .jxl, .raw, .tiff, .bmp, .svg: ImageCodec()
            }
        }
    }

    /// The same with another codec for a format.
    func setting(_ format: ImageFormat, to codec: ImageCodec) -> CodecRegistry {
        CodecRegistry { $0 == format ? codec : find($0) }
    }

    func source(of format: ImageFormat) throws(ImageError) -> any ImageSource.Type {
        guard let source = find(format).source else { throw .unsupported("reading \(format.name)") }
        return source
    }

    func encoder(of format: ImageFormat) throws(ImageError) -> any ImageEncoder.Type {
        guard let encoder = find(format).encoder else { throw .unsupported("writing \(format.name)") }
        return encoder
    }
}
