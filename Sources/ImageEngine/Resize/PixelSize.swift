/// Width and height in pixels.
public struct PixelSize: Sendable, Equatable, Hashable, Codable {
    /// Pixels from left to right.
    public var width: Int

    /// Pixels from top to bottom.
    public var height: Int

    /// A size of any two numbers; whether they make a picture is for the user of it to check.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

extension PixelSize {
    /// Width and height exchanged, if so.
    func transposed(_ swaps: Bool) -> PixelSize {
        swaps ? PixelSize(width: height, height: width) : self
    }
}

extension PixelSize: CustomStringConvertible {
    /// `640x480`.
    public var description: String { "\(width)x\(height)" }
}
