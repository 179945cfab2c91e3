/// The source's own compressed data as a rendition.
enum JPEGOriginal {
    /// The stream as it was forwarded to the decoder, which has no metadata any more, with an EXIF segment behind JFIF's.
    static func withMetadata(_ stream: [UInt8], exif: [UInt8]?) -> [UInt8] {
        guard let exif, exif.count <= 65_000 else { return stream }
        let length = exif.count + 8
        let segment =
            [0xFF, JPEGMarker.app1, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
            + Array("Exif\0\0".utf8) + exif
        // SOI is 2 bytes; a JFIF segment, always 18 here, must come first when there is one.
        let head = stream.count > 20 && stream[3] == JPEGMarker.app0 ? 20 : 2
        return Array(stream.prefix(head)) + segment + Array(stream.dropFirst(head))
    }
}
