import AWSServices
import Time

/// `GET /`: the page, made once. It holds settings but no data, so everybody may have it.
struct PageRoute {
    private let response: Response
    private let tag: EntityTag

    init(_ settings: UploadAPISettings, s3: S3, clock: WallClock) {
        let page = Page(settings)
        tag = EntityTag(of: page.bytes)
        var response = Response(200, body: page.bytes)
        response["Content-Type"] = "text/html; charset=utf-8"
        response["Cache-Control"] = "no-cache"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response["Content-Security-Policy"] = Self.policy(
            page,
            connections: Self.origins([settings.sourceBucket], s3, clock) + settings.authorization.endpointOrigins,
            pictures: Self.origins(settings.renditionBuckets, s3, clock)
        )
        self.response = response
    }

    func respond(to request: Request) -> Response {
        response.conditional(for: request, tag: tag)
    }

    /// Only the page's own script and style run, named by their hashes; it reaches this API, the bucket and the issuer; no markup is
    /// ever made of text.
    private static func policy(_ page: Page, connections: [String], pictures: [String]) -> String {
        [
            "default-src 'none'",
            "script-src '\(page.scriptHash)'",
            "style-src '\(page.styleHash)'",
            "img-src 'self' blob: data: " + pictures.joined(separator: " "),
            "connect-src 'self' " + connections.joined(separator: " "),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ].joined(separator: "; ")
    }

    /// Where S3 is for these buckets: taken from URLs that it would sign, so that there is one truth about addresses.
    private static func origins(_ buckets: [String], _ s3: S3, _ clock: WallClock) -> [String] {
        var origins: [String] = []
        for bucket in buckets {
            let location = S3Location(bucket: bucket, key: "-")
            let url = try? s3.presignedGetObject(location, expiresIn: .seconds(1), at: clock.now())
            if let origin = url.flatMap({ WebOrigin.of($0) }), !origins.contains(origin) { origins.append(origin) }
        }
        return origins
    }
}

extension Authorization {
    fileprivate var endpointOrigins: [String] {
        guard case .jwt(let signIn) = self else { return [] }
        return (WebOrigin.of(signIn.issuer).map { [$0] } ?? []) + signIn.endpointOrigins
    }
}
