/// What APP1 and APP2 segments say: the first EXIF block, and the ICC profile joined from its parts (ICC.1, annex B.4).
struct JPEGMetadataSegments {
    private let limit: Int
    private var exifBlock: [UInt8] = []
    private var parts: [UInt8: [UInt8]] = [:]
    private var expected: UInt8 = 0
    private var total = 0

    init(limit: Int) {
        self.limit = limit
    }

    var exif: EXIFMetadata { EXIFMetadata(parsing: exifBlock.span) }

    /// Empty when there is none or a part of it is missing.
    var profile: [UInt8] {
        guard expected > 0, parts.count == Int(expected) else { return [] }
        return (1...expected).flatMap { parts[$0] ?? [] }
    }

    mutating func add(_ code: UInt8, _ payload: [UInt8]) throws(ImageError) {
        let exifSignature = Array("Exif\0\0".utf8)
        let profileSignature = Array("ICC_PROFILE\0".utf8)
        if code == JPEGMarker.app1, exifBlock.isEmpty, payload.starts(with: exifSignature) {
            exifBlock = Array(payload.dropFirst(exifSignature.count))
        } else if code == JPEGMarker.app2, payload.count > 14, payload.starts(with: profileSignature) {
            total += payload.count - 14
            if total > limit { throw .tooMuchMetadata(total, limit: limit) }
            expected = payload[13]
            if (1...max(expected, 1)).contains(payload[12]) { parts[payload[12]] = Array(payload.dropFirst(14)) }
        }
    }
}
