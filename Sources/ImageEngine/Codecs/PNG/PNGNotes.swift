import CImageSupport
import CPNG
import Encodings

/// What a PNG says about itself in chunks that may come before or after its pixels.
struct PNGNotes: Equatable {
    /// The eXIf chunk (PNG specification, 11.3.4.5): a TIFF block.
    var exif: [UInt8] = []

    /// The text of "Raw profile type exif", as ImageMagick and old versions of ExifTool write it.
    var rawProfile: [UInt8] = []

    /// An XMP packet.
    var xmp: [UInt8] = []

    init() {}

    /// A copy of what the decoder found.
    init(_ notes: UnsafePointer<ic_png_notes>) {
        exif = unsafe Self.bytes(notes.pointee.exif)
        rawProfile = unsafe Self.bytes(notes.pointee.profile)
        xmp = unsafe Self.bytes(notes.pointee.xmp)
    }

    private static func bytes(_ buffer: ic_buffer) -> [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: buffer.data, count: buffer.count))
    }
}

extension PNGNotes {
    /// What is to be kept of them; nil when they say nothing.
    ///
    /// The chunk made for EXIF comes first, then the raw profile, and XMP only where there is no EXIF at all: editors that turn a
    /// picture correct EXIF, and often leave an older XMP packet as it is.
    var metadata: EXIFMetadata? {
        if !exif.isEmpty { return EXIFMetadata(parsing: exif.span) }
        let profile = Self.decoded(rawProfile)
        if !profile.isEmpty { return EXIFMetadata(parsing: profile.span) }
        return Orientation(xmp: xmp.span).map { EXIFMetadata(orientation: $0) }
    }

    /// With what `others` say where these say nothing.
    func filled(by others: PNGNotes) -> PNGNotes {
        var notes = self
        if exif.isEmpty { notes.exif = others.exif }
        if rawProfile.isEmpty { notes.rawProfile = others.rawProfile }
        if xmp.isEmpty { notes.xmp = others.xmp }
        return notes
    }

    /// The bytes of a raw profile: its name and length on lines of their own, then hexadecimal digits in lines.
    static func decoded(_ text: [UInt8]) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let lines = text.split(separator: newline, maxSplits: 2, omittingEmptySubsequences: true)
        guard lines.count == 3, let length = Int(String(decoding: lines[1], as: UTF8.self).filter { $0 != " " }) else {
            return []
        }
        let digits = lines[2].filter { $0 != newline }
        guard let bytes = Hexadecimal.bytes(String(decoding: digits, as: UTF8.self)), bytes.count == length else {
            return []
        }
        return bytes
    }
}
