import ImageEngine
import ImageFormats

/// What a fuzzer feeds to the engine and to the readers of text, through their public doors only.
///
/// The first byte says what the rest is (`Kind`), the second how it is developed. Everything is allowed to be refused;
/// what must not happen is a trap, a bad access, or an answer that is no picture.
public struct FuzzInput {
    /// What the bytes are.
    public enum Kind: UInt8, CaseIterable, Sendable {
        /// A file, as it is.
        case file

        /// A PNG whose chunks get right checksums first: without, hardly a mutation comes past them.
        case png

        /// A TIFF block, in a small JPEG's APP1.
        case exif

        /// An ICC profile, in a small JPEG's APP2.
        case profile

        /// An invocation's payload.
        case event

        /// A recipe.
        case recipe
    }

    private let kind: Kind
    private let options: UInt8
    private let payload: [UInt8]

    /// nil: too short to say anything.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= 2 else { return nil }
        kind = Kind(rawValue: bytes[0] % UInt8(Kind.allCases.count)) ?? .file
        options = bytes[1]
        var payload: [UInt8] = []
        for index in 2..<bytes.count { payload.append(bytes[index]) }
        self.payload = payload
    }

    /// The same from its parts.
    public init(_ kind: Kind, options: UInt8 = 0, _ payload: [UInt8]) {
        self.kind = kind
        self.options = options
        self.payload = payload
    }

    /// Develops or reads the input. Ends the process where the answer is nonsense.
    public func run() {
        switch kind {
        case .file, .png, .exif, .profile: develop()
        case .event: Self.readEvent(payload)
        case .recipe: Self.readRecipe(payload)
        }
    }

    private func develop() {
        var limits = DecodeLimits()
        limits.maxPixels = 1_000_000
        limits.memory = 64_000_000
        do {
            var renderer = ImageRenderer(renditions: [settings], limits: limits, clock: { .zero })
            let file = file
            let piece = [max(file.count, 1), 1, 7, 300][Int(options >> 5 & 3)]
            for offset in stride(from: 0, to: file.count, by: piece) {
                try renderer.feed(file.span.extracting(offset..<min(offset + piece, file.count)))
            }
            let rendering = try renderer.finish()
            precondition(rendering.images.count == 1)
            for image in rendering.images {
                precondition(ImageFormat.identify(image.bytes.span) == image.format)
                precondition(image.size.width > 0 && image.size.height > 0)
            }
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    private var settings: RenditionSettings {
        var settings = RenditionSettings()
        settings.resize =
            [
                nil, Resize(width: 30, height: 20),
                Resize(width: 7, height: 9, fit: .cover, focus: options & 128 != 0 ? .faces : nil, enlarge: true),
                Resize(width: 33, height: 40, fit: .contain),
            ][Int(options & 3)]
        settings.format = [nil, .jpeg, .png, .jpeg][Int(options >> 2 & 3)]
        settings.progressive = options & 16 != 0
        settings.quality = options & 128 != 0 ? 95 : 50
        return settings
    }

    private var file: [UInt8] {
        switch kind {
        case .file: payload
        case .png: Checksums.repaired(payload)
        case .exif: TinyJPEG.with(marker: 0xE1, Array("Exif\0\0".utf8) + payload)
        case .profile: TinyJPEG.with(marker: 0xE2, Array("ICC_PROFILE\0\u{1}\u{1}".utf8) + payload)
        case .event, .recipe: []
        }
    }
}
