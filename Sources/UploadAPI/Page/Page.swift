import Digests
import Encodings
import FoundationEssentials
import ImageFormats
import JSON

/// The page in one piece: markup, style, script and settings, with nothing left to fetch.
struct Page {
    let bytes: [UInt8]
    /// The sources that the content security policy allows.
    let scriptHash: String
    let styleHash: String

    /// One module in the end: the order is that of their first lines, which run as they stand.
    private static let script = [
        PackageResources.words_js, PackageResources.waiting_js, PackageResources.session_js,
        PackageResources.service_js,
        PackageResources.storage_js, PackageResources.preview_js, PackageResources.photo_js, PackageResources.links_js,
        PackageResources.slide_js, PackageResources.table_js,
    ]
    private static let style = [PackageResources.room_css, PackageResources.table_css, PackageResources.slide_css]

    init(_ settings: UploadAPISettings) {
        let script = Self.script.map(Self.text).joined()
        let style = Self.style.map(Self.text).joined()
        scriptHash = "sha256-" + Base64.text(Digest.sha256(script))
        styleHash = "sha256-" + Base64.text(Digest.sha256(style))
        let pieces = ["style": style, "script": script, "settings": Self.json(settings)]
        var page = ""
        // One pass, so that braces inside a piece stay what they are.
        var rest = Self.text(PackageResources.index_html)[...]
        while let mark = rest.firstRange(of: "{{"), let end = rest[mark.upperBound...].firstRange(of: "}}") {
            page += rest[..<mark.lowerBound]
            page += pieces[String(rest[mark.upperBound..<end.lowerBound])] ?? ""
            rest = rest[end.upperBound...]
        }
        bytes = Array((page + rest).utf8)
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func json(_ settings: UploadAPISettings) -> String {
        struct Format: Encodable {
            var name: String
            var type: String
            var signatures: [[UInt8?]]
            var brands: [String]
            var isAccepted: Bool
        }
        struct PageSettings: Encodable {
            var formats: [Format]
            var prefixLength: Int
            var maximumBytes: Int
            var authorization: String
            var issuer: String?
            var clientId: String?
        }
        var value = PageSettings(
            formats: ImageFormat.allCases.map { format in
                Format(
                    name: format.name,
                    type: format.mediaType,
                    signatures: format.signatures.map(\.bytes),
                    brands: format.brands,
                    isAccepted: settings.acceptedFormats.contains(format)
                )
            },
            prefixLength: ImageFormat.prefixLength,
            maximumBytes: settings.maximumUpload,
            authorization: settings.authorization.name
        )
        if case .jwt(let signIn) = settings.authorization {
            (value.issuer, value.clientId) = (signIn.issuer, signIn.clientID)
        }
        let json = (try? JSONEncoder.canonical.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        // Inside a script element only this one character could end it.
        return json.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
    }
}
