import Encodings
import HTTP
import SigV4

extension S3 {
    /// Copies an object inside S3, whatever its size; no byte of it passes through here.
    ///
    /// - Parameters:
    ///   - source: What to copy.
    ///   - object: What a `HEAD` of the source said. Only an object with this ETag is copied, and the copy repeats its content headers.
    ///   - destination: Where the copy goes.
    ///   - metadata: The metadata of the copy, in place of the source's.
    ///   - condition: What must hold at the destination.
    ///   - context: The invocation.
    /// - Returns: What is stored now.
    /// - Throws: ``ServiceError``: `changed` if the source has been replaced meanwhile, or `condition` does not hold.
    @discardableResult
    public func copyObject(
        from source: S3Location,
        object: S3Object,
        to destination: S3Location,
        metadata: [String: String],
        condition: WriteCondition = .none,
        context: CallContext
    ) throws(ServiceError) -> S3Object {
        let copy = S3Copy(
            source: source,
            object: object,
            destination: destination.current,
            metadata: metadata,
            condition: condition,
            context: context
        )
        return try object.contentLength > S3Copy.longestSingleCopy ? inParts(copy) : inOneStep(copy)
    }

    private func inOneStep(_ copy: S3Copy) throws(ServiceError) -> S3Object {
        var call = try call("CopyObject to", .put, copy.destination)
        call.mayIdle = true
        copy.describeSource(in: &call.headers)
        call.headers["X-Amz-Metadata-Directive"] = "REPLACE"
        copy.object.write(to: &call.headers, metadata: copy.metadata)
        copy.condition.write(to: &call.headers)
        let answer = try client.performXML(call, context: copy.context, root: "CopyObjectResult")
        return copy.result(eTag: answer.root["ETag"]?.text, answer.head)
    }
}

/// What is to be copied, and where to.
struct S3Copy: Sendable {
    /// The most that S3 copies in one request: 5 GiB.
    static let longestSingleCopy = 5 << 30

    var source: S3Location
    var object: S3Object
    var destination: S3Location
    var metadata: [String: String]
    var condition: WriteCondition
    var context: CallContext

    func describeSource(in headers: inout HTTPHeaders) {
        let path = PercentEncoding.encoded(source.bucket + "/" + source.key, keepingSlash: true)
        let version = source.versionID.map { "?versionId=" + PercentEncoding.encoded($0) } ?? ""
        headers["X-Amz-Copy-Source"] = path + version
        headers["X-Amz-Copy-Source-If-Match"] = "\"\(object.eTag)\""
    }

    func result(eTag: String?, _ head: HTTPResponseHead) -> S3Object {
        var copied = object
        copied.eTag = S3Object.unquoted(eTag ?? "")
        copied.versionID = head.headers["x-amz-version-id"]
        copied.lastModified = nil
        copied.metadata = metadata
        return copied
    }
}

extension AWSClient {
    /// A call that answers with an XML document whose root is called `root`.
    ///
    /// S3 sends `200` before a long operation is done; an error is then in the body, and is treated as one.
    func performXML(
        _ call: ServiceCall,
        context: CallContext,
        root name: String
    ) throws(ServiceError) -> (root: XMLElement, head: HTTPResponseHead) {
        let credentials = configuration.credentials
        return try perform(call, context) { response throws(ServiceError) in
            if let failure = ServiceFailure(errorInside: response, to: call, credentials: credentials) {
                throw ServiceError(failure)
            }
            guard let root = XMLElement(parsing: response.body), root.name == name else {
                throw .malformedResponse(operation: call.name, detail: "it is no \(name)")
            }
            return (root, response.head)
        }
    }
}
