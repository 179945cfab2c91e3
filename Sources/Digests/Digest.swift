import COpenSSL

/// The hash functions of AWS's protocols: the only place that calls OpenSSL, beside ``StreamingDigest``.
///
/// OpenSSL fails here only when memory is short. The digest is then all zeros, which no verifier accepts: a refused request
/// instead of a trap.
public enum Digest {
    /// SHA-256 of `bytes`, 32 bytes.
    public static func sha256(_ bytes: Span<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe SHA256(input.baseAddress, input.count, output.baseAddress)
            }
        }
        return digest
    }

    /// SHA-256 of the text's UTF-8.
    public static func sha256(_ text: String) -> [UInt8] {
        sha256(Array(text.utf8).span)
    }

    /// HMAC-SHA-256 (RFC 2104), 32 bytes.
    public static func hmacSHA256(key: [UInt8], message: String) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let message = Array(message.utf8)
        guard let keyLength = CInt(exactly: key.count) else { return digest }
        _ = unsafe key.withUnsafeBufferPointer { key in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe digest.withUnsafeMutableBufferPointer { output in
                    unsafe HMAC(
                        EVP_sha256(),
                        key.baseAddress,
                        keyLength,
                        message.baseAddress,
                        message.count,
                        output.baseAddress,
                        nil
                    )
                }
            }
        }
        return digest
    }
}
