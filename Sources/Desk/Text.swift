import Time

/// Numbers as people read them.
enum Text {
    /// Bytes, in thousands as file managers count them.
    static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1000: "\(count) B"
        case ..<1_000_000: "\(fixed(Double(count) / 1000, places: 1)) kB"
        default: "\(fixed(Double(count) / 1_000_000, places: 2)) MB"
        }
    }

    static func percent(_ count: Int, of whole: Int) -> String {
        whole > 0 ? "\(fixed(Double(count) / Double(whole) * 100, places: 1)) %" : ""
    }

    static func time(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        return milliseconds < 1000
            ? "\(fixed(milliseconds, places: 1)) ms" : "\(fixed(milliseconds / 1000, places: 2)) s"
    }

    private static func fixed(_ value: Double, places: Int) -> String {
        let scale = places == 1 ? 10 : 100
        let scaled = Int((value * Double(scale)).rounded())
        let fraction = "\(scaled % scale)"
        return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}

/// Columns of text, as wide as their longest entry; the first two stand to the left, the others to the right.
struct Table {
    private var lines: [[String]]

    init(_ head: [String]) {
        lines = [head]
    }

    mutating func add(_ line: [String]) {
        lines.append(line)
    }

    var text: String {
        let columns = lines.first?.count ?? 0
        let widths = (0..<columns).map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, entry in
                let space = String(repeating: " ", count: widths[column] - entry.count)
                return column < 2 ? entry + space : space + entry
            }.joined(separator: "  ").trimmedAtEnd
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
    }
}
