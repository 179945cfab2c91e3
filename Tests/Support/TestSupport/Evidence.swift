import FoundationEssentials
import Glibc
public import HTTP
import Synchronization

/// What the tests leave for `scripts/leaks` to search: what the product wrote, and every credential and signature in use.
///
/// Nothing is written unless `MINILAB_EVIDENCE` names a folder, as `scripts/test` makes it do.
public enum Evidence {
    private static let folder = ProcessInfo.processInfo.environment["MINILAB_EVIDENCE"]
    private static let secrets = file("secrets")
    private static let output = file("output")

    /// Keeps a line of the product's log.
    public static func keep(_ line: [UInt8]) { append(line, to: output) }

    /// Writes down credentials that are about to be used.
    public static func secret(_ values: String...) {
        for value in values where !value.isEmpty { append(Array("\(value)\n".utf8), to: secrets) }
    }

    /// Writes down the signature and the token of a request.
    public static func request(_ headers: HTTPHeaders, url: String) {
        for name in ["Authorization", "X-Amz-Security-Token"] {
            if let value = headers[name] { secret(value) }
        }
        if let query = url.firstRange(of: "?") { presigned(url[query.upperBound...]) }
    }

    private static func presigned(_ query: Substring) {
        for item in query.split(separator: "&") where item.lowercased().hasPrefix("x-amz-signature=") {
            secret(String(item.dropFirst("x-amz-signature=".count)))
        }
    }

    /// Opened once a process; whole lines are appended by one call each.
    private static func file(_ kind: String) -> CInt? {
        guard let folder else { return nil }
        let descriptor = unsafe open(
            "\(folder)/\(kind)/swift-\(getpid())",
            O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
            0o644
        )
        return descriptor >= 0 ? descriptor : nil
    }

    private static func append(_ line: [UInt8], to file: CInt?) {
        guard let file else { return }
        _ = unsafe line.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    }
}

/// The network, with every signature that passes written down.
public struct WitnessedTransport: HTTPTransport {
    private let transport = CurlTransport()

    /// Creates a transport.
    public init() {}

    /// Sends `request`.
    public func send(
        _ request: HTTPRequest,
        body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws -> HTTPResponseHead {
        Evidence.request(request.headers, url: request.url)
        return try transport.send(request, body: body)
    }
}

/// Credentials of this run alone, so that nothing but a leak can bring them into its output.
public enum TestCredentials {
    /// In the form of AWS's.
    public static let accessKeyID = "AKIA" + recorded(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    /// With the characters that URLs and JSON write in another way.
    public static let secretAccessKey = recorded(38, alphabet) + "/+"
    /// With padding, as real ones have.
    public static let sessionToken = recorded(60, alphabet) + "+/=="

    /// The variables that Lambda sets, and a region.
    public static let environment = [
        "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": accessKeyID, "AWS_SECRET_ACCESS_KEY": secretAccessKey,
        "AWS_SESSION_TOKEN": sessionToken,
    ]

    private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    private static func recorded(_ length: Int, _ alphabet: String) -> String {
        let text = String((0..<length).compactMap { _ in alphabet.randomElement() })
        Evidence.secret(text)
        return text
    }
}
