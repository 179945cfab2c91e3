import Digests
import Encodings
import HTTP

/// The digest by which S3 describes an object, computed from the bytes as they arrive.
///
/// One is enough to tell whether they are the right ones, so the cheapest that S3 offers is taken: a CRC costs a third of MD5.
struct ObjectChecksum: ~Copyable {
    /// The header or rule that it is taken from, for error texts.
    let name: String
    private let expected: [UInt8]
    private var digest: StreamingDigest?
    private var check: CyclicRedundancyCheck?

    /// `nil` if the answer has no checksum that is known: a multipart upload under an old client, or a KMS key.
    init?(_ headers: HTTPHeaders) {
        // A composite checksum, `…-3`, is one of the parts' checksums: it is not valid base64, and skipped.
        let digests: [(String, StreamingDigest.Algorithm)] = [
            ("sha256", .sha256), ("sha1", .sha1), ("sha512", .sha512), ("md5", .md5),
        ]
        let checks: [(String, CyclicRedundancyCheck.Polynomial)] = [
            ("crc64nvme", .crc64nvme), ("crc32c", .crc32c), ("crc32", .crc32),
        ]
        for (suffix, polynomial) in checks {
            guard let expected = Self.checksum(suffix, headers) else { continue }
            self.init(name: "x-amz-checksum-" + suffix, expected: expected, check: CyclicRedundancyCheck(polynomial))
            return
        }
        for (suffix, algorithm) in digests {
            guard let expected = Self.checksum(suffix, headers) else { continue }
            self.init(name: "x-amz-checksum-" + suffix, expected: expected, digest: StreamingDigest(algorithm))
            return
        }
        guard let expected = Self.md5(headers) else { return nil }
        self.init(name: "ETag", expected: expected, digest: StreamingDigest(.md5))
    }

    private init(
        name: String,
        expected: [UInt8],
        digest: consuming StreamingDigest? = nil,
        check: CyclicRedundancyCheck? = nil
    ) {
        self.name = name
        self.expected = expected
        self.digest = digest
        self.check = check
    }

    /// Takes the next piece.
    mutating func update(_ piece: Span<UInt8>) {
        digest?.update(piece)
        check?.update(piece)
    }

    /// Whether the bytes taken are those that S3 described. A digest that this machine cannot compute refuses nothing.
    mutating func matches() -> Bool {
        if let check { return check.bytes == expected }
        return digest.take()?.finalize().map { $0 == expected } ?? true
    }

    private static func checksum(_ suffix: String, _ headers: HTTPHeaders) -> [UInt8]? {
        guard let value = headers["x-amz-checksum-" + suffix], headers["x-amz-checksum-type"] != "COMPOSITE" else {
            return nil
        }
        return Base64.bytes(value)
    }

    /// The ETag as MD5, where it is one: not of several parts (`…-3`), and not encrypted under a key of KMS or the customer.
    private static func md5(_ headers: HTTPHeaders) -> [UInt8]? {
        guard headers["x-amz-server-side-encryption-customer-algorithm"] == nil,
            headers["x-amz-server-side-encryption"].map({ $0 == "AES256" }) ?? true
        else { return nil }
        let digits = S3Object.unquoted(headers["ETag"] ?? "")
        return digits.utf8.count == 32 ? Hexadecimal.bytes(digits) : nil
    }
}
