/// The checksums of the CRC family that AWS's services send, all with reflected bits, begun and ended with all ones.
public struct CyclicRedundancyCheck: Sendable {
    /// The polynomials.
    public enum Polynomial: CaseIterable, Sendable {
        /// CRC-32 of zip and Ethernet; DynamoDB's `x-amz-crc32` too.
        case crc32
        /// CRC-32C (Castagnoli), of iSCSI.
        case crc32c
        /// CRC-64/NVME, which S3 computes for every object.
        case crc64nvme

        fileprivate var reflected: UInt64 {
            switch self {
            case .crc32: 0xEDB8_8320
            case .crc32c: 0x82F6_3B78
            case .crc64nvme: 0x9A6C_9329_AC4B_C9B5
            }
        }

        fileprivate var byteCount: Int { self == .crc64nvme ? 8 : 4 }
        fileprivate var ones: UInt64 { self == .crc64nvme ? .max : 0xFFFF_FFFF }
    }

    private let polynomial: Polynomial
    private let tables: [UInt64]
    private var register: UInt64

    private static let crc32 = makeTables(.crc32)
    private static let crc32c = makeTables(.crc32c)
    private static let crc64nvme = makeTables(.crc64nvme)

    /// Begins a checksum.
    public init(_ polynomial: Polynomial) {
        self.polynomial = polynomial
        tables =
            switch polynomial {
            case .crc32: Self.crc32
            case .crc32c: Self.crc32c
            case .crc64nvme: Self.crc64nvme
            }
        register = polynomial.ones
    }

    /// Takes the next piece, eight bytes at a time ("slicing by 8"): one table for each distance from the end.
    public mutating func update(_ piece: Span<UInt8>) {
        let tables = tables
        var register = register
        var index = 0
        let sliced = piece.count & ~7
        while index < sliced {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(piece[index &+ offset]) &<< UInt64(offset &* 8) }
            word ^= register
            register = 0
            for offset in 0..<8 {
                let byte = Int(truncatingIfNeeded: (word &>> UInt64(offset &* 8)) & 0xFF)
                register ^= tables[(7 &- offset) &* 256 &+ byte]
            }
            index &+= 8
        }
        while index < piece.count {
            register = tables[Int((register ^ UInt64(piece[index])) & 0xFF)] ^ (register >> 8)
            index &+= 1
        }
        self.register = register
    }

    /// The checksum, most significant byte first, as S3 writes it in base64.
    public var bytes: [UInt8] {
        let value = register ^ polynomial.ones
        return (0..<polynomial.byteCount).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }

    /// The checksum of up to 32 bits as a number.
    public var value: UInt64 { register ^ polynomial.ones }

    private static func makeTables(_ polynomial: Polynomial) -> [UInt64] {
        var tables = [UInt64](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt64(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ polynomial.reflected : value >> 1 }
            tables[byte] = value
        }
        for slice in 1..<8 {
            for byte in 0..<256 {
                let previous = tables[(slice - 1) * 256 + byte]
                tables[slice * 256 + byte] = tables[Int(previous & 0xFF)] ^ (previous >> 8)
            }
        }
        return tables
    }
}
