import Digests
import HTTP

/// One operation of a service, before it has an address, a time and a signature.
struct ServiceCall: Sendable {
    /// The service that has the operation.
    var service: AWSService
    /// What error texts name: the operation and what it is done to, `GetObject s3://bucket/key`.
    var name: String
    var method: HTTPMethod
    /// The bucket, for S3: it decides on the host and the region.
    var bucket: String?
    /// The path, percent-encoded, below the bucket or the service's root; without its first slash.
    var path = ""
    var query: [(name: String, value: String)] = []
    var headers = HTTPHeaders()
    /// The body; its hash is computed once, however often it is sent.
    let body: [UInt8]
    /// SHA-256 of the body.
    let bodyDigest: [UInt8]
    /// See ``HTTPRequest/mayIdle``.
    var mayIdle = false

    init(_ service: AWSService, _ name: String, _ method: HTTPMethod, body: [UInt8] = []) {
        self.service = service
        self.name = name
        self.method = method
        self.body = body
        bodyDigest = Digest.sha256(body.span)
    }
}
