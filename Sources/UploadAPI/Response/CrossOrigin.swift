import HTTP

/// Lets pages of named origins call (the Fetch standard's CORS protocol). Without any, browsers keep all but the API's own page out.
struct CrossOrigin {
    private let origins: [String]

    init(_ origins: [String]) {
        self.origins = origins
    }

    /// Adds what allows the page that sent `request` to read the answer.
    ///
    /// No answer depends on cookies, so credentials are never allowed and `*` is safe to answer.
    func add(to response: inout Response, for request: Request) {
        guard !origins.isEmpty else { return }
        guard !origins.contains("*") else {
            response["Access-Control-Allow-Origin"] = "*"
            return expose(&response)
        }
        // Also without an origin: a cache must not give this answer to a page.
        response["Vary"] = "Origin"
        guard let origin = request.headers["Origin"], origins.contains(origin) else { return }
        response["Access-Control-Allow-Origin"] = origin
        expose(&response)
    }

    private func expose(_ response: inout Response) {
        response["Access-Control-Expose-Headers"] = "ETag, Location, Retry-After"
    }

    /// The answer to `OPTIONS`, a preflight or a plain question.
    func options(_ methods: [String], for request: Request) -> Response {
        var response = Response(204)
        let allowed = (methods + ["OPTIONS"]).joined(separator: ", ")
        response["Allow"] = allowed
        response["Cache-Control"] = "no-store"
        let isAllowed = origins.contains("*") || request.headers["Origin"].map { origins.contains($0) } ?? false
        if isAllowed, request.headers["Access-Control-Request-Method"] != nil {
            response["Access-Control-Allow-Methods"] = allowed
            response["Access-Control-Allow-Headers"] =
                "Authorization, Content-Disposition, Content-Type, If-None-Match, X-Amz-Content-Sha256, X-Amz-Date, X-Amz-Security-Token"
            response["Access-Control-Max-Age"] = "3600"
        }
        return response
    }
}
