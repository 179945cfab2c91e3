import AWSServices
import Encodings
import ImageFormats

/// Why a request does not get what it asks for. Each case becomes one kind of problem document (RFC 9457).
enum Refusal: Error, Equatable {
    /// It is not what the description demands.
    case malformed(String)
    /// The gateway let it through without knowing who calls.
    case unauthorized(isBearer: Bool)
    /// There is no such path, or no such image for this caller.
    case notFound
    /// The path does not support the method.
    case methodNotAllowed(String, allowed: [String])
    /// The size has to be known beforehand.
    case lengthRequired
    /// More bytes than allowed. `isDirect`: more than fit through the function, while the form takes more.
    case tooLarge(size: Int, limit: Int, isDirect: Bool)
    /// A body of a kind that is not accepted.
    case unsupportedMediaType(String, accepted: [String])
    /// An image of a kind that is not accepted, whatever it is called.
    case notAnImage(firstBytes: [UInt8], accepted: [ImageFormat])
    /// A service accepts no more requests for now.
    case throttled(String)
    /// A service does not answer, and may later.
    case unavailable(String)
    /// Something is wrong on this side. The text is for the log alone.
    case failed(String)

    /// What the failure of a service means to the caller.
    init(_ error: ServiceError) {
        self =
            error.isThrottle
            ? .throttled(error.description)
            : error.isTransient ? .unavailable(error.description) : .failed(error.description)
    }

    var status: Int {
        switch self {
        case .malformed: 400
        case .unauthorized: 401
        case .notFound: 404
        case .methodNotAllowed: 405
        case .lengthRequired: 411
        case .tooLarge: 413
        case .unsupportedMediaType, .notAnImage: 415
        case .throttled: 429
        case .failed: 500
        case .unavailable: 503
        }
    }

    /// The last part of the problem's type: for programs, never changed.
    private var name: String {
        switch self {
        case .malformed: "malformed-request"
        case .unauthorized: "unauthorized"
        case .notFound: "not-found"
        case .methodNotAllowed: "method-not-allowed"
        case .lengthRequired: "length-required"
        case .tooLarge: "too-large"
        case .unsupportedMediaType: "unsupported-media-type"
        case .notAnImage: "not-an-image"
        case .throttled: "too-many-requests"
        case .unavailable: "unavailable"
        case .failed: "internal-error"
        }
    }

    private var title: String {
        switch self {
        case .malformed: "The request cannot be understood"
        case .unauthorized: "The caller is not known"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "The method is not supported here"
        case .lengthRequired: "The size is missing"
        case .tooLarge: "The upload is too large"
        case .unsupportedMediaType: "This kind of body is not accepted"
        case .notAnImage: "The file is not an image of an accepted kind"
        case .throttled: "Too many requests"
        case .unavailable: "Try again in a moment"
        case .failed: "Something went wrong on our side"
        }
    }

    private var detail: String {
        switch self {
        case .malformed(let text):
            return text
        case .unauthorized:
            return "the request carries no identity that was checked"
        case .notFound:
            return "no such path, or no such image"
        case .methodNotAllowed(let method, let allowed):
            return "\(method.prefix(16)) is not one of \((allowed + ["OPTIONS"]).joined(separator: ", "))"
        case .lengthRequired:
            return "state the size of the file in bytes"
        case .tooLarge(let size, let limit, let isDirect):
            return "\(size) bytes are more than the limit of \(limit) bytes"
                + (isDirect
                    ? "; larger ones go straight to storage: POST the name, type and size as JSON and get a form" : "")
        case .unsupportedMediaType(let found, let accepted):
            return
                "\(found.isEmpty ? "no Content-Type" : found.prefix(100)) is not one of \(accepted.joined(separator: ", "))"
        case .notAnImage(let firstBytes, let accepted):
            let found = Hexadecimal.spaced(firstBytes.prefix(8))
            return
                "the content begins with \(found.isEmpty ? "nothing" : found), not as \(accepted.map(\.mediaType).joined(separator: " or ")) does"
        case .throttled:
            return "a service behind this one is busy; try again in a moment"
        case .unavailable:
            return "a service behind this one did not answer in time"
        case .failed:
            return "the request was fine; the log tells more under the request id"
        }
    }
}

extension Refusal {
    /// The problem document.
    func response(requestID: String?) -> Response {
        struct Document: Encodable {
            var type: String
            var title: String
            var status: Int
            var detail: String
            var size: Int?
            var limit: Int?
            var requestId: String?
        }
        var document = Document(
            type: "urn:minilab:problem:\(name)",
            title: title,
            status: status,
            detail: detail,
            requestId: requestID
        )
        if case .tooLarge(let size, let limit, _) = self { (document.size, document.limit) = (size, limit) }
        var response = Response(status, json: document)
        response["Content-Type"] = "application/problem+json"
        response["Cache-Control"] = "no-store"
        switch self {
        case .methodNotAllowed(_, let allowed): response["Allow"] = (allowed + ["OPTIONS"]).joined(separator: ", ")
        case .unauthorized(let isBearer): response["WWW-Authenticate"] = isBearer ? "Bearer" : "AWS4-HMAC-SHA256"
        case .unsupportedMediaType(_, let accepted): response["Accept-Post"] = accepted.joined(separator: ", ")
        case .throttled, .unavailable: response["Retry-After"] = "2"
        default: break
        }
        return response
    }
}
