public import HTTP

/// Why a call to AWS has no result, after all attempts. `operation` names the call and the bucket and key, table or topic.
public enum ServiceError: Error, Sendable, Equatable {
    /// The service refused or failed, in a way that no other case names.
    case service(ServiceFailure)
    /// The object, or this version of it, is not there. A missing bucket or table is ``service(_:)``: that is a configuration.
    case notFound(ServiceFailure)
    /// The credentials lack a permission. S3 says so too of a missing key if `s3:ListBucket` is not granted.
    case accessDenied(ServiceFailure)
    /// The condition of a conditional write to a table does not hold.
    case conditionalCheckFailed(ServiceFailure)
    /// The object is not the one that the request was made for: it was replaced while it was being read or copied, or the condition of
    /// a conditional write does not hold.
    case changed(operation: String)
    /// All bytes arrived, but they are not those that were stored.
    case corruptDownload(operation: String, detail: String)
    /// The service answered with a success status and a body that does not follow its protocol.
    case malformedResponse(operation: String, detail: String)
    /// The invocation's time is up.
    case deadlineExceeded(operation: String)
    /// No complete answer came.
    case transport(operation: String, HTTPError)
    /// No request can be made from the arguments.
    case invalidRequest(operation: String, detail: String)

    /// Whether the same call may succeed later, without anybody changing anything.
    public var isTransient: Bool {
        switch self {
        case .service(let failure):
            RetryPolicy.kind(of: failure) != nil || RetryPolicy.expiredCodes.contains(failure.code)
        case .changed, .corruptDownload, .malformedResponse, .deadlineExceeded:
            true
        case .transport(_, let error):
            error.isTransient
        case .notFound, .accessDenied, .conditionalCheckFailed, .invalidRequest:
            false
        }
    }

    /// Whether the service asks for fewer requests.
    public var isThrottle: Bool {
        RetryPolicy.kind(of: self) == .throttling
    }

    /// The service's answer, where there was one.
    var failure: ServiceFailure? {
        switch self {
        case .service(let failure), .notFound(let failure), .accessDenied(let failure),
            .conditionalCheckFailed(let failure):
            failure
        case .changed, .corruptDownload, .malformedResponse, .deadlineExceeded, .transport, .invalidRequest:
            nil
        }
    }

    /// Makes an error from an error answer.
    init(_ failure: ServiceFailure) {
        self =
            switch failure.code {
            case "NoSuchKey", "NoSuchVersion", "NotFound":
                .notFound(failure)
            case "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "AuthorizationError",
                "UnauthorizedOperation":
                .accessDenied(failure)
            case "ConditionalCheckFailedException":
                .conditionalCheckFailed(failure)
            case "PreconditionFailed", "ConditionalRequestConflict", "InvalidRange":
                .changed(operation: failure.operation)
            default:
                .service(failure)
            }
    }
}

extension ServiceError: CustomStringConvertible {
    /// One sentence for a log: the call and its outcome. Never a secret.
    public var description: String {
        switch self {
        case .service(let failure), .notFound(let failure), .accessDenied(let failure),
            .conditionalCheckFailed(let failure):
            "\(failure.operation): \(failure.status) \(failure.code)"
                + (failure.message.isEmpty ? "" : ": \(failure.message)")
                + (failure.requestID.map { " (request \($0))" } ?? "")
        case .changed(let operation):
            "\(operation): the object was replaced meanwhile"
        case .corruptDownload(let operation, let detail):
            "\(operation): the bytes that came are not those that were stored: \(detail)"
        case .malformedResponse(let operation, let detail):
            "\(operation): the answer cannot be understood: \(detail)"
        case .deadlineExceeded(let operation):
            "\(operation): the invocation's time is up"
        case .transport(let operation, let error):
            "\(operation): \(error.detail)"
        case .invalidRequest(let operation, let detail):
            "\(operation): \(detail)"
        }
    }
}

extension HTTPError {
    /// Whether the same exchange may succeed later.
    var isTransient: Bool {
        switch self {
        case .connectionFailed, .timedOut, .interrupted: true
        case .untrusted, .invalidRequest: false
        }
    }

    fileprivate var detail: String {
        switch self {
        case .connectionFailed(let text): "no connection: \(text)"
        case .untrusted(let text): "the server's certificate is not accepted: \(text)"
        case .timedOut(let text): "timed out: \(text)"
        case .interrupted(let text): "interrupted: \(text)"
        case .invalidRequest(let text): "the request cannot be sent: \(text)"
        }
    }
}
