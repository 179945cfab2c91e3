/// The key of a rendition, with variables in braces.
public struct KeyTemplate: Sendable, Equatable {
    /// What a template may refer to.
    public enum Variable: String, Sendable, CaseIterable {
        /// The whole source key.
        case key
        /// Its folders below the recipe's `sourcePrefix`, with the last slash: `a/b/`, or empty.
        case path
        /// The file name.
        case name
        /// The file name without its extension.
        case stem
        /// The original's extension if the format is kept, else the new format's.
        case ext
        /// The rendition's name.
        case rendition
        /// A hash of the source's content and the recipe.
        case hash
    }

    private enum Part: Sendable, Equatable {
        case text(String)
        case variable(Variable)
    }

    /// The template as it was written.
    public let text: String
    private let parts: [Part]

    /// Reads a template.
    ///
    /// - Throws: ``KeyTemplateError`` for an unknown variable or a brace without its pair.
    public init(_ text: String) throws(KeyTemplateError) {
        self.text = text
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { throw .unbalancedBrace(text) }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            let name = String(rest[rest.index(after: open)..<close])
            guard let variable = Variable(rawValue: name) else { throw .unknownVariable(name) }
            parts.append(.variable(variable))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
    }

    /// Whether the template refers to `variable`.
    public func uses(_ variable: Variable) -> Bool {
        parts.contains(.variable(variable))
    }

    /// The template's text with the rendition's name filled in: equal texts make equal keys of equal extensions.
    func naming(rendition: String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .variable(.rendition): rendition
            case .variable(let variable): "{\(variable.rawValue)}"
            }
        }
        .joined()
    }

    /// The text before the first thing that depends on the image.
    public func fixedPrefix(rendition: String) -> String {
        var prefix = ""
        for part in parts {
            switch part {
            case .text(let text): prefix += text
            case .variable(.rendition): prefix += rendition
            case .variable: return prefix
            }
        }
        return prefix
    }

    /// The key for one image.
    ///
    /// - Throws: ``KeyTemplateError`` when the key would be empty or longer than S3 allows.
    public func expanded(
        for source: SourceKey,
        rendition: String,
        extension: String,
        hash: String
    )
        throws(KeyTemplateError) -> String
    {
        var key = ""
        for part in parts {
            switch part {
            case .text(let text): key += text
            case .variable(.key): key += source.key
            case .variable(.path): key += source.path
            case .variable(.name): key += source.name
            case .variable(.stem): key += source.stem
            case .variable(.ext): key += `extension`
            case .variable(.rendition): key += rendition
            case .variable(.hash): key += hash
            }
        }
        guard (1...Self.keyLimit).contains(key.utf8.count) else {
            throw .keyLength(template: text, source: source.key, bytes: key.utf8.count, limit: Self.keyLimit)
        }
        return key
    }

    /// The most bytes of UTF-8 that an S3 key may have (S3 user guide, "Naming objects").
    static let keyLimit = 1024
}

/// Why a text is not a template, or gives no key.
public enum KeyTemplateError: Error, Equatable, CustomStringConvertible {
    /// A name in braces that is none of the variables.
    case unknownVariable(String)
    /// A brace without its pair.
    case unbalancedBrace(String)
    /// The key for this source would be empty or too long.
    case keyLength(template: String, source: String, bytes: Int, limit: Int)

    /// The reason in words.
    public var description: String {
        switch self {
        case .unknownVariable(let name):
            "unknown variable {\(name)}; accepted: "
                + KeyTemplate.Variable.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
        case .unbalancedBrace(let text):
            "\"\(text)\" has a brace without its pair"
        case .keyLength(let template, let source, let bytes, let limit):
            "the template \(template) makes a key of \(bytes) bytes of the source key \(source); S3 allows 1 to \(limit)"
        }
    }
}
