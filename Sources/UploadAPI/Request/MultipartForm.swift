import HTTP

/// A body of `multipart/form-data` (RFC 7578), read strictly: what is not exactly that form is refused, not guessed at.
struct MultipartForm: Equatable {
    struct Part: Equatable {
        /// The field's name.
        var name: String
        /// The file's name; `nil` for a field that is no file.
        var fileName: String?
        /// The content, as indices of the body.
        var content: Range<Int>
    }

    /// In the order of the body.
    private(set) var parts: [Part] = []

    /// A form with one photo needs two or three.
    private static let maximumParts = 16
    private static let maximumHeaders = 8192

    /// Reads `body`, divided by the `boundary` of its media type.
    init(_ body: [UInt8], boundary: String) throws(Refusal) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isBoundaryByte) else {
            throw .malformed("the boundary of the form has to be 1 to 70 of the characters that RFC 2046 allows")
        }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        guard body.starts(with: delimiter.dropFirst(2)) else { throw Self.broken("does not begin with its boundary") }
        var index = delimiter.count - 2
        while true {
            guard index + 2 <= body.count else { throw Self.broken("ends without its last boundary") }
            if body[index] == UInt8(ascii: "-"), body[index + 1] == UInt8(ascii: "-") { return }
            guard body[index] == UInt8(ascii: "\r"), body[index + 1] == UInt8(ascii: "\n") else {
                throw Self.broken("has a boundary that does not end its line")
            }
            guard parts.count < Self.maximumParts else { throw Self.broken("has more than \(Self.maximumParts) parts") }
            let headersStart = index + 2
            let headersLimit = min(body.count, headersStart + Self.maximumHeaders)
            guard let headersEnd = Self.find(Array("\r\n\r\n".utf8), in: body, headersStart..<headersLimit) else {
                throw Self.broken("has a part whose header does not end within \(Self.maximumHeaders) bytes")
            }
            let contentStart = headersEnd + 4
            guard let contentEnd = Self.find(delimiter, in: body, contentStart..<body.count) else {
                throw Self.broken("ends without its last boundary")
            }
            parts.append(try Self.part(body[headersStart..<headersEnd], content: contentStart..<contentEnd))
            index = contentEnd + delimiter.count
        }
    }

    private static func part(_ header: ArraySlice<UInt8>, content: Range<Int>) throws(Refusal) -> Part {
        var headers = HTTPHeaders()
        for line in String(decoding: header, as: UTF8.self).split(separator: "\r\n") {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { throw broken("has a line in a header that is no field") }
            headers.add(String(pair[0]), String(pair[1].drop { $0 == " " }))
        }
        guard let disposition = headers["Content-Disposition"].flatMap({ MediaType($0) }),
            disposition.name == "form-data",
            let name = disposition.parameters["name"]
        else { throw broken("has a part without a Content-Disposition of form-data and a name") }
        let encoding = headers["Content-Transfer-Encoding"]?.lowercased() ?? "binary"
        guard ["binary", "8bit", "7bit"].contains(encoding) else {
            throw broken("has a part in an encoding other than binary")
        }
        return Part(name: name, fileName: disposition.parameters["filename"], content: content)
    }

    /// Where `pattern` begins first, wholly within `range`.
    private static func find(_ pattern: [UInt8], in body: [UInt8], _ range: Range<Int>) -> Int? {
        guard let first = pattern.first, range.count >= pattern.count else { return nil }
        let bytes = body.span
        let last = range.upperBound - pattern.count
        var index = range.lowerBound
        search: while index <= last {
            guard bytes[index] == first else {
                index += 1
                continue
            }
            for offset in 1..<pattern.count where bytes[index + offset] != pattern[offset] {
                index += 1
                continue search
            }
            return index
        }
        return nil
    }

    private static func broken(_ detail: String) -> Refusal {
        .malformed("the form \(detail)")
    }

    /// `bcharsnospace` of RFC 2046, section 5.1.1.
    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "'()+_,-./:=?".utf8.contains(byte)
        }
    }
}
