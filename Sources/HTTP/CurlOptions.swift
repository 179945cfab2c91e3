/// What a ``CurlTransport`` is allowed to do, the same for all of its requests.
public struct CurlOptions: Sendable {
    /// Path of a PEM bundle that replaces the system's certificate authorities; `nil` for the system's own.
    public var certificateAuthorities: String?
    /// How long name resolution, connection and TLS handshake may take together.
    public var connectTimeout: Duration
    /// A transfer slower than this, in bytes a second, for ``lowSpeedTime`` is given up.
    public var lowSpeedLimit: Int
    /// How long a transfer may stay below ``lowSpeedLimit``; whole seconds, rounded up.
    ///
    /// It does not apply to a request without a timeout, nor to one that ``HTTPRequest/mayIdle``.
    public var lowSpeedTime: Duration

    /// Creates options; the defaults suit calls inside one AWS region.
    public init(
        certificateAuthorities: String? = nil,
        connectTimeout: Duration = .seconds(3),
        lowSpeedLimit: Int = 1024,
        lowSpeedTime: Duration = .seconds(10)
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.connectTimeout = connectTimeout
        self.lowSpeedLimit = lowSpeedLimit
        self.lowSpeedTime = lowSpeedTime
    }
}
