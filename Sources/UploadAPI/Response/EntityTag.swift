import Digests
import Encodings
import HTTP

/// A strong entity tag (RFC 9110, section 8.8.3): half of the SHA-256 of what it stands for.
struct EntityTag: Equatable {
    /// With its quotes.
    let text: String

    init(of bytes: [UInt8]) {
        text = "\"" + Hexadecimal.text(Digest.sha256(bytes.span).prefix(16)) + "\""
    }

    /// Whether the client has this already: `If-None-Match` compares weakly (RFC 9110, section 13.1.2).
    func matches(ifNoneMatch field: String?) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " }
            let tag = candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate
            return tag == "*" || tag.prefix { $0 != " " } == text
        }
    }
}

extension Response {
    /// The same answer with its tag, or `304` without a body if the client has it.
    func conditional(for request: Request, tag: EntityTag? = nil) -> Response {
        let tag = tag ?? EntityTag(of: body)
        var response = self
        response["ETag"] = tag.text
        guard tag.matches(ifNoneMatch: request.headers["If-None-Match"]) else { return response }
        response.status = 304
        response.body = []
        response["Content-Type"] = nil
        return response
    }
}
