import Encodings

/// What can be asked for. The description at `/openapi.json` names the same paths and methods; a test compares them.
enum Route: CaseIterable {
    case page
    case description
    case upload
    case image

    /// The path, as OpenAPI writes it.
    var template: String {
        switch self {
        case .page: "/"
        case .description: "/openapi.json"
        case .upload: "/upload"
        case .image: "/image/{filename}"
        }
    }

    /// The methods besides `OPTIONS`.
    var methods: [String] {
        switch self {
        case .page, .description, .image: ["GET", "HEAD"]
        case .upload: ["POST"]
        }
    }

    /// Whether it gives or takes data. The page and the description hold none.
    var isProtected: Bool {
        switch self {
        case .page, .description: false
        case .upload, .image: true
        }
    }
}

/// Finds the route of a path.
enum Router {
    struct Match: Equatable {
        var route: Route
        /// The last segment of `/image/{filename}`, decoded and not yet trusted.
        var fileName: String?
    }

    /// Splits before it decodes, so that an encoded slash stays part of its segment.
    static func match(_ path: String) -> Match? {
        guard path.hasPrefix("/") else { return nil }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        switch segments.count {
        case 1 where segments[0].isEmpty: return Match(route: .page)
        case 1 where segments[0] == "openapi.json": return Match(route: .description)
        case 1 where segments[0] == "upload": return Match(route: .upload)
        case 2 where segments[0] == "image" && !segments[1].isEmpty:
            return Match(route: .image, fileName: PercentEncoding.decoded(segments[1]))
        default: return nil
        }
    }
}
