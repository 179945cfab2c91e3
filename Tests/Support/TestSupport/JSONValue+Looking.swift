public import JSON

extension JSONValue {
    /// A member of an object; null where there is none.
    public subscript(name: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members[name] ?? .null
    }

    /// An element of an array; null where there is none.
    public subscript(index: Int) -> JSONValue {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return .null }
        return elements[index]
    }

    /// The string that it is; nil for everything else.
    public var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
