import HTTP

/// What must hold for an object to be written (S3 user guide, "Conditional requests").
public enum WriteCondition: Sendable, Equatable {
    /// It is written whatever is there.
    case none
    /// Nothing is there.
    case isAbsent
    /// The object with this ETag, without its quotes, is still there.
    case matches(eTag: String)

    func write(to headers: inout HTTPHeaders) {
        switch self {
        case .none: break
        case .isAbsent: headers["If-None-Match"] = "*"
        case .matches(let eTag): headers["If-Match"] = "\"\(eTag)\""
        }
    }
}
