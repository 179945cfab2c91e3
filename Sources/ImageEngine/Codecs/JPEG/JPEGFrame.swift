/// The frame header: what the picture is (ITU-T T.81, B.2.2).
struct JPEGFrame: Equatable {
    struct Component: Equatable {
        var identifier: UInt8
        var horizontal: Int
        var vertical: Int
    }

    var size: PixelSize
    var isProgressive: Bool
    var isArithmetic: Bool
    var components: [Component]

    init(marker: UInt8, _ payload: [UInt8]) throws(ImageError) {
        switch marker {
        case 0xC0, 0xC1, 0xC2, 0xC9, 0xCA: break
        case 0xC3, 0xC7, 0xCB, 0xCF: throw .unsupported("lossless JPEG")
        default: throw .unsupported("hierarchical JPEG")
        }
        guard payload.count >= 6, payload.count >= 6 + 3 * Int(payload[5]) else {
            throw .corrupt("a frame header of \(payload.count) bytes")
        }
        guard payload[0] == 8 else { throw .unsupported("JPEG of \(payload[0]) bits a sample") }
        size = PixelSize(
            width: Int(payload[3]) << 8 | Int(payload[4]),
            height: Int(payload[1]) << 8 | Int(payload[2])
        )
        isProgressive = marker == 0xC2 || marker == 0xCA
        isArithmetic = marker >= 0xC9
        components = (0..<Int(payload[5])).map { index in
            let at = 6 + 3 * index
            return Component(
                identifier: payload[at],
                horizontal: Int(payload[at + 1] >> 4),
                vertical: Int(payload[at + 1] & 15)
            )
        }
        let factors = components.flatMap { [$0.horizontal, $0.vertical] }
        guard !factors.isEmpty, factors.allSatisfy((1...4).contains) else {
            throw .corrupt("impossible sampling factors")
        }
    }

    var maxHorizontal: Int { components.map(\.horizontal).max() ?? 1 }

    var maxVertical: Int { components.map(\.vertical).max() ?? 1 }

    /// Samples of all planes at full size, in whole MCUs. At most 65,536 × 65,536 × 4 × 16: no overflow.
    var samples: Int {
        let across = (size.width + 8 * maxHorizontal - 1) / (8 * maxHorizontal)
        let down = (size.height + 8 * maxVertical - 1) / (8 * maxVertical)
        return components.reduce(0) { $0 + across * down * 64 * $1.horizontal * $1.vertical }
    }

    /// Samples of all planes in one row of MCUs.
    var samplesPerMCURow: Int {
        let across = (size.width + 8 * maxHorizontal - 1) / (8 * maxHorizontal)
        return components.reduce(0) { $0 + across * 64 * $1.horizontal * $1.vertical }
    }
}

/// A scan header: which coefficients of which components follow (ITU-T T.81, B.2.3).
struct JPEGScan: Equatable {
    var components: Int
    var firstCoefficient: Int
    var isRefinement: Bool

    init(_ payload: [UInt8]) throws(ImageError) {
        guard let count = payload.first, payload.count >= 4 + 2 * Int(count), (1...4).contains(count) else {
            throw .corrupt("a scan header of \(payload.count) bytes")
        }
        components = Int(count)
        firstCoefficient = Int(payload[1 + 2 * Int(count)])
        isRefinement = payload[3 + 2 * Int(count)] >> 4 != 0
    }
}
