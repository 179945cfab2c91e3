import ImageEngine

extension Focus {
    /// The metadata's name, without `x-amz-meta-`.
    static let metadataName = "focus"

    /// The point that an object's metadata name as two shares, of its width and height: `0.44,0.23`.
    ///
    /// - Returns: `nil` for anything else, a share outside of 0 to 1 as well.
    init?(metadata text: String) {
        let shares = text.split(separator: ",", omittingEmptySubsequences: false).map { part -> Double? in
            let digits = part.drop { $0 == " " }
            // Double reads hexadecimal digits, exponents and infinity as well.
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
            return Double(digits).flatMap { (0...1).contains($0) ? $0 : nil }
        }
        guard shares.count == 2, let x = shares[0], let y = shares[1] else { return nil }
        self.init(x: x, y: y)
    }
}
