import CCurl
import CTrust

/// The certificate authorities that the handles of a transport share, as long as one of them lives.
///
/// `@unchecked Sendable`: the C side locks what it changes.
@safe final class CurlTrust: @unchecked Sendable {
    private let trust: OpaquePointer

    /// Reads the bundle at `path`, or libcurl's own; `nil` if it is not plain PEM, which libcurl has to read itself.
    init?(path: String?) {
        let standard = unsafe minilab_curl_default_bundle().map { unsafe String(cString: $0) }
        guard let path = path ?? standard, let trust = unsafe trust_open(path) else { return nil }
        unsafe self.trust = trust
    }

    deinit { unsafe trust_free(trust) }

    /// Makes a handle verify servers by these authorities, and load no others. The handle's owner keeps this alive.
    func apply(to handle: UnsafeMutableRawPointer) {
        unsafe minilab_curl_set_text(handle, CURLOPT_CAINFO, nil)
        unsafe minilab_curl_set_text(handle, CURLOPT_CAPATH, nil)
        unsafe minilab_curl_set_ssl_context(
            handle,
            { unsafe CURLcode(rawValue: UInt32(bitPattern: trust_apply($0, $1, $2))) },
            UnsafeMutableRawPointer(trust)
        )
    }
}
