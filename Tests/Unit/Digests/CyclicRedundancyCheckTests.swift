import Digests
import Testing

@Suite struct CyclicRedundancyCheckTests {
    /// The check values of the catalogue of parametrised CRC algorithms.
    @Test(arguments: [
        (CyclicRedundancyCheck.Polynomial.crc32, [UInt8]([0xCB, 0xF4, 0x39, 0x26])),
        (.crc32c, [0xE3, 0x06, 0x92, 0x83]),
        (.crc64nvme, [0xAE, 0x8B, 0x14, 0x86, 0x0A, 0x79, 0x98, 0x88]),
    ])
    func `the check value is the published one`(polynomial: CyclicRedundancyCheck.Polynomial, expected: [UInt8]) {
        var check = CyclicRedundancyCheck(polynomial)
        check.update(Array("123456789".utf8).span)
        #expect(check.bytes == expected)
    }

    @Test(arguments: CyclicRedundancyCheck.Polynomial.allCases, [1, 3, 7, 8, 9, 64])
    func `the pieces do not matter`(polynomial: CyclicRedundancyCheck.Polynomial, size: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
        var whole = CyclicRedundancyCheck(polynomial)
        whole.update(bytes.span)
        var pieces = CyclicRedundancyCheck(polynomial)
        for start in stride(from: 0, to: bytes.count, by: size) {
            pieces.update(Array(bytes[start..<min(start + size, bytes.count)]).span)
        }
        #expect(pieces.bytes == whole.bytes)
    }
}
