import Encodings
public import FoundationEssentials
import Time

/// What a browser may upload with a form, signed: the only kind of S3 upload whose size the signer can limit.
///
/// Specification: "Browser-based uploads using POST" in the S3 API reference.
public struct PostPolicy: Sendable, Encodable {
    /// One condition on the form.
    public enum Condition: Sendable, Equatable, Encodable {
        /// The field has exactly this value.
        case equals(field: String, value: String)
        /// The field's value begins with this; an empty prefix allows anything.
        case startsWith(field: String, prefix: String)
        /// The file has this many bytes.
        case contentLength(ClosedRange<Int>)

        /// Encodes the condition as S3 reads it.
        public func encode(to encoder: any Encoder) throws {
            switch self {
            case .equals(let field, let value):
                var container = encoder.singleValueContainer()
                try container.encode([field: value])
            case .startsWith(let field, let prefix):
                var container = encoder.singleValueContainer()
                try container.encode(["starts-with", "$" + field, prefix])
            case .contentLength(let range):
                var container = encoder.unkeyedContainer()
                try container.encode("content-length-range")
                try container.encode(range.lowerBound)
                try container.encode(range.upperBound)
            }
        }
    }

    /// When the form stops working, as `2015-08-30T12:36:00.000Z`.
    public var expiration: String
    /// Everything that S3 checks; a field of the form without a condition is refused.
    public var conditions: [Condition]

    /// Creates a policy that ends at `expiration`.
    public init(expiration: Date, conditions: [Condition]) {
        self.expiration = SigningTime(expiration).iso8601
        self.conditions = conditions
    }

    /// The fields that the form has to carry besides those of ``conditions``: algorithm, credential, date, token, policy, signature.
    ///
    /// - Throws: What the JSON encoder throws.
    public func signedFields(
        credentials: Credentials,
        region: String,
        at date: Date
    ) throws -> [(name: String, value: String)] {
        let time = SigningTime(date)
        let scope = CredentialScope(day: time.day, region: region, service: "s3")
        var fields = [
            (name: "x-amz-algorithm", value: StringToSign.algorithm),
            (name: "x-amz-credential", value: "\(credentials.accessKeyID)/\(scope.text)"),
            (name: "x-amz-date", value: time.timestamp),
        ]
        if let token = credentials.sessionToken { fields.append((name: "x-amz-security-token", value: token)) }

        var policy = self
        policy.conditions += fields.map { .equals(field: $0.name, value: $0.value) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let encoded = Base64.text(Array(try encoder.encode(policy)))
        fields.append((name: "policy", value: encoded))
        fields.append(
            (name: "x-amz-signature", value: Self.signature(of: encoded, credentials: credentials, scope: scope))
        )
        return fields
    }

    /// The signature of a policy: its base64 form is the string to sign.
    public static func signature(of encodedPolicy: String, credentials: Credentials, scope: CredentialScope) -> String {
        SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope).signature(of: encodedPolicy)
    }
}
