import Digests
import Encodings
import Synchronization

/// The key derived from the secret for one scope.
public struct SigningKey: Sendable, Equatable {
    /// 32 bytes, as secret as what they come from.
    public let bytes: [UInt8]

    /// Derives the key: a chain of four HMACs over day, region, service and `aws4_request`.
    public init(secretAccessKey: String, scope: CredentialScope) {
        bytes = [scope.day, scope.region, scope.service, "aws4_request"]
            .reduce(Array("AWS4".utf8) + Array(secretAccessKey.utf8)) { Digest.hmacSHA256(key: $0, message: $1) }
    }

    /// The signature of `stringToSign`, in hexadecimal.
    public func signature(of stringToSign: String) -> String {
        Hexadecimal.text(Digest.hmacSHA256(key: bytes, message: stringToSign))
    }
}

/// However it is printed, no byte of it shows.
extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of it.
    public var description: String { "SigningKey(…)" }
    /// Nothing of it.
    public var debugDescription: String { description }
    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The signing keys in use: a key holds for a day, so hardly any request has to derive one.
public final class SigningKeyCache: Sendable {
    private struct Entry {
        var credentials: Credentials
        var scope: CredentialScope
        var key: SigningKey
    }

    private let entries = Mutex<[Entry]>([])
    /// A process talks to a few services in a few regions.
    private static let capacity = 16

    /// Creates an empty cache.
    public init() {}

    /// The key for `scope`, derived if it is not there; the oldest one makes room.
    public func key(credentials: Credentials, scope: CredentialScope) -> SigningKey {
        entries.withLock { entries in
            if let found = entries.first(where: { $0.scope == scope && $0.credentials == credentials }) {
                return found.key
            }
            let key = SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope)
            if entries.count >= Self.capacity { entries.removeFirst() }
            entries.append(Entry(credentials: credentials, scope: scope, key: key))
            return key
        }
    }
}
