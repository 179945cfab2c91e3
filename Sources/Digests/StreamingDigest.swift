import COpenSSL

/// A hash of bytes that come piece by piece.
@safe public struct StreamingDigest: ~Copyable {
    /// The functions by which S3 describes an object.
    public enum Algorithm: Sendable {
        /// MD5, 16 bytes: the ETag of an object that was stored in one part.
        case md5
        /// SHA-1, 20 bytes.
        case sha1
        /// SHA-256, 32 bytes.
        case sha256
        /// SHA-512, 64 bytes.
        case sha512
    }

    private let context: OpaquePointer?
    private var isValid: Bool

    /// Begins a hash.
    public init(_ algorithm: Algorithm) {
        unsafe context = EVP_MD_CTX_new()
        let function =
            switch algorithm {
            case .md5: unsafe EVP_md5()
            case .sha1: unsafe EVP_sha1()
            case .sha256: unsafe EVP_sha256()
            case .sha512: unsafe EVP_sha512()
            }
        isValid = unsafe context != nil && EVP_DigestInit_ex(context, function, nil) == 1
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Hashes the next piece.
    public mutating func update(_ piece: Span<UInt8>) {
        guard isValid else { return }
        let status = unsafe piece.withUnsafeBufferPointer { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        isValid = status == 1
    }

    /// Ends the hash.
    ///
    /// - Returns: `nil` if OpenSSL does not offer the function (MD5 on a machine in FIPS mode) or had no memory.
    public consuming func finalize() -> [UInt8]? {
        guard isValid else { return nil }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: CUnsignedInt = 0
        let status = unsafe digest.withUnsafeMutableBufferPointer { output in
            unsafe EVP_DigestFinal_ex(context, output.baseAddress, &length)
        }
        guard status == 1 else { return nil }
        return Array(digest.prefix(Int(length)))
    }
}
