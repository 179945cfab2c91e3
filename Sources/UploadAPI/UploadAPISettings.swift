public import ImageFormats

/// The API's settings.
public struct UploadAPISettings: Sendable, Equatable {
    /// The bucket that uploads go to.
    public var sourceBucket: String
    /// What the key of every upload begins with.
    public var uploadPrefix: String
    /// The buckets that renditions may be in: the page shows pictures from these and no others.
    public var renditionBuckets: [String]
    /// The table with a row for each image.
    public var tableName: String
    /// How long, in seconds, a signed URL or form may work; in 60…604800. At least half of that is left when it is given out.
    public var urlLifetime: Int
    /// The most bytes that one upload may have, straight to S3.
    public var maximumUpload: Int
    /// The formats that may come in.
    public var acceptedFormats: [ImageFormat]
    /// The other web origins whose pages may call; `*` for any. The API's own page needs none.
    public var allowedOrigins: [String]
    /// Who may call.
    public var authorization: Authorization

    /// The most bytes that fit through the function: an event of 6 MB, the body in base64, and room for the headers around it.
    public static let maximumDirectUpload = 4_500_000

    /// Creates settings.
    public init(
        sourceBucket: String,
        uploadPrefix: String = "",
        renditionBuckets: [String] = [],
        tableName: String,
        urlLifetime: Int = 3600,
        maximumUpload: Int = 50_000_000,
        acceptedFormats: [ImageFormat] = ImageFormat.readable,
        allowedOrigins: [String] = [],
        authorization: Authorization = .iam
    ) {
        self.sourceBucket = sourceBucket
        self.uploadPrefix = uploadPrefix
        self.renditionBuckets = renditionBuckets.isEmpty ? [sourceBucket] : renditionBuckets
        self.tableName = tableName
        self.urlLifetime = min(max(urlLifetime, 60), 604_800)
        self.maximumUpload = max(maximumUpload, 1)
        self.acceptedFormats = acceptedFormats
        self.allowedOrigins = allowedOrigins
        self.authorization = authorization
    }
}
