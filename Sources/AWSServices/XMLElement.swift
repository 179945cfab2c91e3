/// An element of the small XML documents that S3 and SNS answer with.
///
/// Reads elements, text, CDATA, the five named entities and character references. Attributes, comments and processing
/// instructions are skipped; a document type declaration is refused, and so is anything that is not well nested.
struct XMLElement: Sendable, Equatable {
    var name: String
    var children: [XMLElement] = []
    /// The text directly inside, pieces between children joined.
    var text = ""

    /// The first child called `name`.
    subscript(_ name: String) -> XMLElement? {
        children.first { $0.name == name }
    }

    /// Every child called `name`.
    func all(_ name: String) -> [XMLElement] {
        children.filter { $0.name == name }
    }

    /// The document's root element; `nil` if `bytes` are not such a document.
    init?(parsing bytes: [UInt8]) {
        var reader = XMLReader(bytes: bytes)
        guard let root = reader.document() else { return nil }
        self = root
    }

    init(name: String) {
        self.name = name
    }
}

private struct XMLReader {
    let bytes: [UInt8]
    var position = 0

    /// Deeper than any answer of AWS, shallow enough for any stack.
    private static let maximumDepth = 32

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() -> XMLElement? {
        guard skipProlog(), let root = element(depth: 0), skipProlog(), position == bytes.count else { return nil }
        return root
    }

    /// White space, comments and processing instructions around the root.
    private mutating func skipProlog() -> Bool {
        while position < bytes.count {
            if isSpace(bytes[position]) || bytes[position] == 0xEF || bytes[position] == 0xBB || bytes[position] == 0xBF
            {
                position += 1
            } else if take("<?") {
                guard skip(past: "?>") else { return false }
            } else if take("<!--") {
                guard skip(past: "-->") else { return false }
            } else {
                return true
            }
        }
        return true
    }

    private mutating func element(depth: Int) -> XMLElement? {
        guard depth < Self.maximumDepth, take("<"), let name = name(), let isEmpty = endOfStartTag() else { return nil }
        var element = XMLElement(name: name)
        guard !isEmpty else { return element }
        var text: [UInt8] = []
        while position < bytes.count {
            if take("</") {
                guard self.name() == name else { return nil }
                skipSpace()
                guard take(">") else { return nil }
                element.text = String(decoding: text, as: UTF8.self)
                return element
            } else if take("<!--") {
                guard skip(past: "-->") else { return nil }
            } else if take("<?") {
                guard skip(past: "?>") else { return nil }
            } else if take("<![CDATA[") {
                let start = position
                guard skip(past: "]]>") else { return nil }
                text += bytes[start..<position - 3]
            } else if bytes[position] == UInt8(ascii: "<") {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            } else if take("&") {
                guard let character = reference() else { return nil }
                text += Array(String(character).utf8)
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return nil
    }

    /// Skips attributes; true if the tag closes its element itself.
    private mutating func endOfStartTag() -> Bool? {
        while position < bytes.count {
            if take("/>") { return true }
            if take(">") { return false }
            let byte = bytes[position]
            guard byte != UInt8(ascii: "<") else { return nil }
            position += 1
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                guard let end = bytes[position...].firstIndex(of: byte) else { return nil }
                position = end + 1
            }
        }
        return nil
    }

    private mutating func name() -> String? {
        let start = position
        while position < bytes.count, !isSpace(bytes[position]), !"<>/=&".utf8.contains(bytes[position]) {
            position += 1
        }
        guard position > start else { return nil }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func reference() -> Character? {
        // The longest is `&#x10FFFF;`.
        guard let end = bytes[position...].prefix(10).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let body = String(decoding: bytes[position..<end], as: UTF8.self)
        position = end + 1
        let named: [String: Character] = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
        if let character = named[body] { return character }
        guard body.hasPrefix("#") else { return nil }
        let digits = body.dropFirst()
        let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap { Unicode.Scalar($0) }.map { Character($0) }
    }

    private mutating func skipSpace() {
        while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    }

    private mutating func skip(past end: String) -> Bool {
        while position < bytes.count {
            if take(end) { return true }
            position += 1
        }
        return false
    }

    private mutating func take(_ text: String) -> Bool {
        let expected = text.utf8
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
