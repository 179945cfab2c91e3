/// The first 33 bytes of a PNG: signature and IHDR (PNG specification, 11.2.1). Read here, so that a bomb is refused
/// before libpng sees it.
struct PNGHeader: Equatable {
    static let length = 33

    var size: PixelSize
    var bitDepth: Int
    var colorType: UInt8
    var isInterlaced: Bool

    init(_ bytes: [UInt8]) throws(ImageError) {
        guard bytes.count >= Self.length, Array(bytes[12..<16]) == Array("IHDR".utf8) else {
            throw .corrupt("no IHDR chunk where it must be")
        }
        func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        guard number(8) == 13 else { throw .corrupt("an IHDR chunk of \(number(8)) bytes") }
        size = PixelSize(width: number(16), height: number(20))
        bitDepth = Int(bytes[24])
        colorType = bytes[25]
        isInterlaced = bytes[28] != 0
    }

    /// The most channels that its rows may come to have, transparency in a later chunk included.
    var mostChannels: Int {
        switch colorType {
        case 0, 4: 2
        default: 4
        }
    }
}
