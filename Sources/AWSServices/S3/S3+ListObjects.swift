import HTTP
import SigV4

/// One object of a listing.
public struct S3ListedObject: Sendable, Equatable {
    /// The whole key.
    public var key: String
    /// Bytes.
    public var size: Int
    /// Without quotes.
    public var eTag: String

    /// Creates a listed object.
    public init(key: String, size: Int, eTag: String) {
        self.key = key
        self.size = size
        self.eTag = eTag
    }
}

extension S3 {
    /// Lists a bucket in the order of its keys' bytes, up to 1,000 objects at a time.
    ///
    /// - Parameters:
    ///   - bucket: The bucket.
    ///   - prefix: What the keys begin with; empty for all.
    ///   - context: The invocation.
    ///   - page: Called for each page, which may be empty. Returning `false` ends the listing; an error is thrown on unchanged.
    /// - Throws: ``ServiceError``, or what `page` threw.
    public func listObjects(
        bucket: String,
        prefix: String = "",
        context: CallContext,
        page: ([S3ListedObject]) throws -> Bool
    ) throws {
        var continuation: String?
        repeat {
            var call = ServiceCall(.s3, "ListObjectsV2 s3://\(bucket)/\(prefix)", .get)
            guard !bucket.isEmpty else {
                throw ServiceError.invalidRequest(operation: call.name, detail: "no bucket is named")
            }
            call.bucket = bucket
            // XML cannot carry every byte that a key may hold, hence the encoding.
            call.query = [(name: "list-type", value: "2"), (name: "encoding-type", value: "url")]
            if !prefix.isEmpty { call.query.append((name: "prefix", value: prefix)) }
            if let continuation { call.query.append((name: "continuation-token", value: continuation)) }

            let root = try client.performXML(call, context: context, root: "ListBucketResult").root
            let isEncoded = root["EncodingType"]?.text == "url"
            let objects = root.all("Contents").map { entry in
                let key = entry["Key"]?.text ?? ""
                return S3ListedObject(
                    key: isEncoded ? TextEncoding.percentDecoded(key, plusIsSpace: true) : key,
                    size: entry["Size"].flatMap { Int($0.text) } ?? 0,
                    eTag: S3Object.unquoted(entry["ETag"]?.text ?? "")
                )
            }
            let isTruncated = root["IsTruncated"]?.text == "true"
            continuation = isTruncated ? root["NextContinuationToken"]?.text : nil
            guard try page(objects) else { return }
        } while continuation != nil
    }
}
