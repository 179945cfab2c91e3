extension Error {
    /// What a decoder says of text that is not the JSON it expects, by the place in the text and without the type names around it.
    public var jsonReason: String {
        guard let error = self as? DecodingError else { return "\(self)" }
        switch error {
        case .dataCorrupted(let context): return context.debugDescription
        case .keyNotFound(let key, let context): return "\(context.path)\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(context.path.isEmpty ? "" : context.path + ": ")\(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String {
        codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    }
}
