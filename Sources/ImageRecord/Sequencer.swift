import Encodings

/// S3's order of the events of one key: hexadecimal, compared after the shorter is padded with zeros on the right (S3 user
/// guide, "Event message structure").
public struct Sequencer: Sendable, Hashable, Comparable {
    /// Upper case, padded with `0` to 64 digits: the form in which rows keep it, so that they compare as strings.
    public let text: String

    /// Reads a sequencer; `nil` when it is empty or not hexadecimal.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ Hexadecimal.value(ofDigit: $0) != nil }) else { return nil }
        self.text = text.uppercased() + String(repeating: "0", count: max(0, 64 - text.utf8.count))
    }

    /// Earlier events come first. Digits beyond the 64 that S3 has never used still count.
    public static func < (left: Sequencer, right: Sequencer) -> Bool {
        let width = max(left.text.utf8.count, right.text.utf8.count)
        return left.padded(to: width).utf8.lexicographicallyPrecedes(right.padded(to: width).utf8)
    }

    private func padded(to width: Int) -> String {
        text + String(repeating: "0", count: width - text.utf8.count)
    }
}
