/// All that is known of a format without decoding it. Schema, API, page and messages are made of these.
struct FormatFacts: Sendable {
    /// What can be done with a format.
    enum Support: Sendable {
        /// It is refused by its name.
        case recognized

        /// It comes in.
        case read

        /// It comes in, and renditions go out in it.
        case written
    }

    let name: String
    let mediaType: String

    /// Of file names, the usual one first; never empty.
    let fileExtensions: [String]

    /// What a file begins with: one of them.
    var signatures: [Signature] = []

    /// The brands of an ISO base media file (ISO/IEC 14496-12, 4.3), one of which its first box names.
    var brands: [String] = []

    let support: Support
}

extension ImageFormat {
    /// The one list: a format is added or moved here, and nowhere else.
    ///
    /// Formats are tried in the order of the cases: what is a special kind of another comes first.
    var facts: FormatFacts {
        switch self {
        case .jpeg:
            FormatFacts(
                name: "JPEG",
                mediaType: "image/jpeg",
                fileExtensions: ["jpg", "jpeg"],
                signatures: [[0xFF, 0xD8, 0xFF]],
                support: .written
            )
        case .png:
            FormatFacts(
                name: "PNG",
                mediaType: "image/png",
                fileExtensions: ["png"],
                signatures: [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]],
                support: .written
            )
        case .webp:
            FormatFacts(
                name: "WebP",
                mediaType: "image/webp",
                fileExtensions: ["webp"],
                signatures: ["RIFF????WEBP"],
                support: .recognized
            )
        case .avif:
            FormatFacts(
                name: "AVIF",
                mediaType: "image/avif",
                fileExtensions: ["avif"],
                brands: ["avif", "avis"],
                support: .recognized
            )
        case .heic:
            // "mif1" and "msf1" say only that it is such a file; nearly all that say nothing more are HEIC.
            FormatFacts(
                name: "HEIC",
                mediaType: "image/heic",
                fileExtensions: ["heic", "heif", "hif"],
                brands: ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"],
                support: .recognized
            )
        case .gif:
            FormatFacts(
                name: "GIF",
                mediaType: "image/gif",
                fileExtensions: ["gif"],
                signatures: ["GIF87a", "GIF89a"],
                support: .recognized
            )
        case .jxl:
            FormatFacts(
                name: "JPEG XL",
                mediaType: "image/jxl",
                fileExtensions: ["jxl"],
                signatures: [[0xFF, 0x0A], [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]],
                support: .recognized
            )
        case .raw:
            // Canon, Fujifilm, Olympus, Panasonic. Those of other makers say only that they are TIFF.
            FormatFacts(
                name: "RAW",
                mediaType: "image/x-raw",
                fileExtensions: ["cr2", "cr3", "raf", "orf", "rw2"],
                signatures: ["II*\0????CR", "FUJIFILMCCD-RAW", "IIRO", "IIRS", "IIU\0"],
                brands: ["crx "],
                support: .recognized
            )
        case .tiff:
            FormatFacts(
                name: "TIFF",
                mediaType: "image/tiff",
                fileExtensions: ["tif", "tiff"],
                signatures: ["II*\0", "MM\0*", "II+\0", "MM\0+"],
                support: .recognized
            )
        case .bmp:
            FormatFacts(
                name: "BMP",
                mediaType: "image/bmp",
                fileExtensions: ["bmp"],
                signatures: ["BM????\0\0\0\0"],
                support: .recognized
            )
        case .svg:
            FormatFacts(
                name: "SVG",
                mediaType: "image/svg+xml",
                fileExtensions: ["svg"],
                signatures: ["<svg"],
                support: .recognized
            )
        }
    }
}
