public import FoundationEssentials
import HTTP
import SigV4

/// A form that uploads one object from a browser: `POST` it as `multipart/form-data`, the fields in this order, then the file in a field
/// called `file`.
public struct PresignedPost: Sendable, Equatable, Encodable {
    /// A field of the form.
    public struct Field: Sendable, Equatable, Encodable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String
    }

    /// Where the form goes.
    public var url: String
    /// Every field but the file.
    public var fields: [Field]
}

extension S3 {
    /// A URL that reads an object, for whoever holds it.
    ///
    /// It works until `expiresIn` (1 second to 7 days) is over or the function's own credentials end, whichever is earlier.
    public func presignedGetObject(
        _ location: S3Location,
        expiresIn: Duration,
        at date: Date
    ) throws(ServiceError) -> String {
        presigned(try call("GetObject", .get, location), expiresIn, date)
    }

    /// A form that stores one object, for whoever holds it, with a limit on its size.
    ///
    /// - Parameters:
    ///   - location: Where the object goes.
    ///   - contentType: The type that it has to be declared with.
    ///   - contentLength: How many bytes it may have.
    ///   - metadata: The metadata that it gets; part of what is signed.
    ///   - expiresIn: How long the form works.
    ///   - date: When it starts.
    /// - Returns: The form.
    /// - Throws: ``ServiceError/invalidRequest(operation:detail:)``.
    public func presignedPost(
        _ location: S3Location,
        contentType: String,
        contentLength: ClosedRange<Int>,
        metadata: [String: String] = [:],
        expiresIn: Duration,
        at date: Date
    ) throws(ServiceError) -> PresignedPost {
        let call = try call("PostObject", .post, location.current)
        let date = client.signingDate(date)
        var fields = [(name: "key", value: location.key), (name: "Content-Type", value: contentType)]
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            fields.append((name: "x-amz-meta-" + name.lowercased(), value: value))
        }
        let policy = PostPolicy(
            expiration: date.addingTimeInterval(Double(Self.seconds(expiresIn))),
            conditions: [.equals(field: "bucket", value: location.bucket), .contentLength(contentLength)]
                + fields.map { .equals(field: $0.name, value: $0.value) }
        )
        let region = client.region(of: location.bucket)
        do {
            fields += try policy.signedFields(credentials: client.configuration.credentials, region: region, at: date)
        } catch {
            throw .invalidRequest(operation: call.name, detail: "the policy cannot be written as JSON")
        }
        var bucket = call
        bucket.path = ""
        let address = Address(bucket, client.configuration.endpoints.endpoint(for: .s3, in: region))
        return PresignedPost(url: address.url(query: ""), fields: fields.map { .init(name: $0.name, value: $0.value) })
    }

    private func presigned(_ call: ServiceCall, _ expiresIn: Duration, _ date: Date) -> String {
        let region = client.region(of: call.bucket)
        let address = Address(call, client.configuration.endpoints.endpoint(for: .s3, in: region))
        let presigner = Presigner(
            credentials: client.configuration.credentials,
            region: region,
            service: "s3",
            pathRule: .s3
        )
        let request = SignableRequest(
            method: call.method.rawValue,
            path: address.path,
            query: call.query,
            headers: call.headers.fields.map { (name: $0.name, value: $0.value) } + [
                (name: "Host", value: address.authority)
            ],
            payloadHash: SignableRequest.unsignedPayload
        )
        let signed = presigner.presign(request, expiresIn: Self.seconds(expiresIn), at: client.signingDate(date))
        return address.url(query: signed.query)
    }

    private static func seconds(_ duration: Duration) -> Int {
        Int(min(max(duration.components.seconds, 1), Int64(Presigner.maximumExpiry)))
    }
}
