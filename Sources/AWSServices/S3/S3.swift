import Encodings
import HTTP

/// Amazon S3, as far as Minilab needs it. Every call blocks, retries by itself, and keeps to the context's deadline.
public struct S3: Sendable {
    let client: AWSClient

    /// Creates the service on `client`.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// A call on the object at `location`.
    ///
    /// - Throws: ``ServiceError/invalidRequest(operation:detail:)`` for an empty name, which would turn a call on an object into one
    ///   on its bucket.
    func call(
        _ operation: String,
        _ method: HTTPMethod,
        _ location: S3Location,
        body: [UInt8] = []
    ) throws(ServiceError) -> ServiceCall {
        let name = "\(operation) \(location)"
        guard !location.bucket.isEmpty, !location.key.isEmpty else {
            throw .invalidRequest(operation: name, detail: "bucket and key must not be empty")
        }
        var call = ServiceCall(.s3, name, method, body: body)
        call.bucket = location.bucket
        call.path = PercentEncoding.encoded(location.key, keepingSlash: true)
        if let version = location.versionID { call.query.append((name: "versionId", value: version)) }
        return call
    }

    /// The size, metadata and ETag of an object.
    ///
    /// - Throws: ``ServiceError/notFound(_:)``, or ``ServiceError/accessDenied(_:)`` for a missing key where `s3:ListBucket` is not
    ///   granted.
    public func headObject(_ location: S3Location, context: CallContext) throws(ServiceError) -> S3Object {
        let call = try call("HeadObject", .head, location)
        do throws(ServiceError) {
            return try client.perform(call, context) { response throws(ServiceError) in
                try S3Object(response.head, of: call)
            }
        } catch {
            throw try explanation(of: error, location, context) ?? error
        }
    }

    /// What is behind the bare 400 or 403 of a `HEAD`, whose answers have no body: expired credentials, for one, look like a bad request.
    ///
    /// A `GET` of one byte needs the same permission and is refused for the same reason, in words.
    private func explanation(
        of error: ServiceError,
        _ location: S3Location,
        _ context: CallContext
    ) throws(ServiceError) -> ServiceError? {
        guard let status = error.failure?.status, status == 400 || status == 403 else { return nil }
        var call = try call("HeadObject", .get, location)
        call.headers["Range"] = "bytes=0-0"
        do {
            _ = try client.attempt(call, context) { _, _ in }
            return nil
        } catch {
            guard case .service(let explained) = error, explained.failure?.status == status else { return nil }
            return explained
        }
    }

    /// Stores `bytes`, with their SHA-256, which S3 verifies before it stores them and keeps.
    ///
    /// - Returns: What is stored now.
    /// - Throws: ``ServiceError/changed(operation:)`` when `condition` does not hold.
    @discardableResult
    public func putObject(
        _ location: S3Location,
        bytes: [UInt8],
        contentType: String,
        cacheControl: String? = nil,
        metadata: [String: String] = [:],
        condition: WriteCondition = .none,
        context: CallContext
    ) throws(ServiceError) -> S3Object {
        var call = try call("PutObject", .put, location.current, body: bytes)
        condition.write(to: &call.headers)
        call.headers["Content-Type"] = contentType
        call.headers["Cache-Control"] = cacheControl
        call.headers["X-Amz-Checksum-Sha256"] = Base64.text(call.bodyDigest)
        for (name, value) in metadata { call.headers["X-Amz-Meta-" + name] = value }
        return try client.perform(call, context) { response in
            S3Object(
                contentLength: bytes.count,
                eTag: S3Object.unquoted(response.head.headers["ETag"] ?? ""),
                versionID: response.head.headers["x-amz-version-id"],
                contentType: contentType,
                cacheControl: cacheControl,
                metadata: metadata
            )
        }
    }

    /// Removes an object; succeeds also when there is none.
    ///
    /// With `eTag` only the object that has it is removed, where the server knows conditional deletes.
    ///
    /// - Throws: ``ServiceError/changed(operation:)`` when another object is there.
    public func deleteObject(
        _ location: S3Location,
        ifMatch eTag: String? = nil,
        context: CallContext
    ) throws(ServiceError) {
        var call = try call("DeleteObject", .delete, location)
        call.headers["If-Match"] = eTag.map { "\"\($0)\"" }
        try client.perform(call, context) { _ in }
    }
}
