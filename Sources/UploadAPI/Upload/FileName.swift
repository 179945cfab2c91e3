import ImageFormats

/// The name that the server gives an upload: 130 random bits, then what is left of the sender's own name.
///
/// The random part is what keeps uploads apart: nobody can overwrite or find another's by guessing. The rest is for people. It is
/// a single path segment of at most 200 bytes, of letters, digits and hyphens of any script, with the extension of its type.
struct FileName: Equatable {
    /// The whole name.
    let text: String

    static let maximumBytes = 200
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)
    private static let randomLength = 26

    /// Makes a name out of the sender's `proposal`, which may be anything.
    init(cleaning proposal: String, type: ImageFormat, random: () -> UInt64) {
        var text = String.UnicodeScalarView()
        var pool: UInt64 = 0
        var bits = 0
        for _ in 0..<Self.randomLength {
            if bits < 5 {
                pool = random()
                bits = 60
            }
            text.append(Self.alphabet[Int(pool & 31)])
            pool >>= 5
            bits -= 5
        }
        self.text = String(text) + "-" + Self.cleaned(proposal, type)
    }

    /// Takes a name that the server made, and nothing else: what is in the bucket under other names cannot be asked for.
    init?(serverMade text: String) {
        let scalars = text.unicodeScalars
        let random = scalars.prefix(Self.randomLength)
        let rest = scalars.dropFirst(Self.randomLength)
        guard text.utf8.count <= Self.maximumBytes, random.count == Self.randomLength,
            random.allSatisfy({ Self.alphabet.contains($0) }), rest.first == "-"
        else { return nil }
        let name = String(String.UnicodeScalarView(rest.dropFirst()))
        guard ImageFormat.readable.contains(where: { Self.cleaned(name, $0).utf8.elementsEqual(name.utf8) }) else {
            return nil
        }
        self.text = text
    }

    /// Cleaning a clean name changes nothing.
    private static func cleaned(_ proposal: String, _ type: ImageFormat) -> String {
        // By scalars: a separator with a combining mark is not the separator to Swift's characters, but it is to a file system.
        var stem = proposal.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map { Array($0) } ?? []
        var pathExtension = type.fileExtension
        if let dot = stem.lastIndex(of: ".") {
            let proposed = String(String.UnicodeScalarView(stem[(dot + 1)...])).lowercased()
            if type.fileExtensions.contains(proposed) {
                pathExtension = proposed
                stem.removeSubrange(dot...)
            }
        }
        var clean = String.UnicodeScalarView()
        var length = 0
        let limit = maximumBytes - randomLength - 1 - 1 - pathExtension.utf8.count
        var endsInHyphen = true
        for scalar in stem {
            let kept = isKept(scalar) ? scalar : "-"
            let isHyphen = kept == "-"
            // A mark needs something to stand on; without it, it would change our own hyphen.
            if endsInHyphen && (isHyphen || isMark(kept)) { continue }
            length += UTF8.width(kept)
            guard length <= limit else { break }
            clean.append(kept)
            endsInHyphen = isHyphen
        }
        if clean.last == "-" { clean.removeLast() }
        return (clean.isEmpty ? "photo" : String(clean)) + "." + pathExtension
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber,
            .otherNumber:
            !scalar.properties.isDefaultIgnorableCodePoint
        case .nonspacingMark, .spacingMark:
            !scalar.properties.isDefaultIgnorableCodePoint
        default:
            scalar == "_"
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }
}
