import Synchronization

/// The network, through libcurl.
///
/// Connections and TLS sessions are kept and used again, from any thread; each exchange blocks the thread that asks for it.
/// Certificates and host names are always verified. The environment's proxy variables are ignored: nothing on the way to AWS
/// from inside a Lambda is a proxy, and a stray variable must not lead credentials elsewhere.
public final class CurlTransport: HTTPTransport {
    private let options: CurlOptions
    private let idle = Mutex<[CurlHandle]>([])
    /// Read before the first request over TLS, which some transports never make.
    private let trust = Mutex<CurlTrust??>(.none)

    /// Creates a transport; nothing is opened before the first request.
    public init(options: CurlOptions = CurlOptions()) {
        self.options = options
        Self.initializeLibrary()
    }

    /// Prepares the process for network use: libcurl, OpenSSL, and name resolution inside a static binary.
    ///
    /// Every transport does it by itself; `main` calls it first thing if it starts threads before it creates one.
    public static func initializeLibrary() {
        CurlHandle.initializeLibrary()
    }

    /// Sends `request`; see ``HTTPTransport``. A thread gets a handle of its own for the exchange.
    public func send(
        _ request: HTTPRequest,
        body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws -> HTTPResponseHead {
        let origin = try Self.origin(of: request)
        let handle = try takeIdle(for: origin) ?? CurlHandle()
        defer { idle.withLock { $0.append(handle) } }
        handle.origins.insert(origin)
        let trust = origin.hasPrefix("https") ? authorities() : nil
        return try handle.exchange(request, options: options, trust: trust, body: body)
    }

    /// The certificate authorities, read once; `nil` when libcurl has to read them.
    private func authorities() -> CurlTrust? {
        trust.withLock { trust in
            if let trust { return trust }
            let read = CurlTrust(path: options.certificateAuthorities)
            trust = read
            return read
        }
    }

    /// A handle that has talked to `origin` still has the connection.
    private func takeIdle(for origin: Substring) -> CurlHandle? {
        idle.withLock { handles in
            guard let index = handles.lastIndex(where: { $0.origins.contains(origin) }) else {
                return handles.popLast()
            }
            return handles.remove(at: index)
        }
    }

    /// Scheme and authority of a URL that may be sent as it is.
    private static func origin(of request: HTTPRequest) throws(HTTPError) -> Substring {
        let url = request.url
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidRequest("the URL holds bytes that have to be percent-encoded")
        }
        guard let scheme = ["http://", "https://"].first(where: { url.hasPrefix($0) }) else {
            throw .invalidRequest("the URL is neither http nor https")
        }
        return url[..<(url.dropFirst(scheme.count).firstIndex { "/?#".contains($0) } ?? url.endIndex)]
    }
}
