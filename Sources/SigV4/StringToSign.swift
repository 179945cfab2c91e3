import Digests
import Encodings
import Time

/// The second stage: what the signing key is applied to.
public struct StringToSign: Sendable, Equatable {
    /// The name of the algorithm, its first line.
    public static let algorithm = "AWS4-HMAC-SHA256"
    /// Four lines: algorithm, time, scope, and the hash of the canonical request.
    public let text: String

    /// Puts the lines together.
    public init(time: SigningTime, scope: CredentialScope, canonicalRequest: CanonicalRequest) {
        let hash = Hexadecimal.text(Digest.sha256(canonicalRequest.text))
        text = [Self.algorithm, time.timestamp, scope.text, hash].joined(separator: "\n")
    }
}
