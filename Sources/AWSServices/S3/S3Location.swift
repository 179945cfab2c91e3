/// Where an object is. Keys are bytes to S3, so two locations are equal only if their UTF-8 is: `ä` in one piece and `a` with
/// a combining mark are two objects.
public struct S3Location: Sendable, Hashable, CustomStringConvertible {
    /// The bucket's name.
    public var bucket: String
    /// The whole key, not encoded in any way.
    public var key: String
    /// A version other than the current one.
    public var versionID: String?

    /// Creates a location.
    public init(bucket: String, key: String, versionID: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }

    /// The same key without a version: what is written is always a new one.
    var current: S3Location { S3Location(bucket: bucket, key: key) }

    /// Compares bytes.
    public static func == (left: S3Location, right: S3Location) -> Bool {
        left.bucket == right.bucket && left.versionID == right.versionID && left.key.utf8.elementsEqual(right.key.utf8)
    }

    /// Hashes bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(bucket)
        hasher.combine(versionID)
        for byte in key.utf8 { hasher.combine(byte) }
    }

    /// `s3://bucket/key`, with the version as `?versionId=` if there is one.
    public var description: String {
        "s3://\(bucket)/\(key)" + (versionID.map { "?versionId=\($0)" } ?? "")
    }
}
