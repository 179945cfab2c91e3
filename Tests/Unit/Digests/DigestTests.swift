import Digests
import Encodings
import Testing

@Suite struct DigestTests {
    /// FIPS 180-2, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `SHA-256 gives the published digests`(text: String, digest: String) {
        #expect(Hexadecimal.text(Digest.sha256(text)) == digest)
    }

    /// RFC 4231, case 2.
    @Test func `HMAC-SHA-256 gives the published code`() {
        let code = Digest.hmacSHA256(key: Array("Jefe".utf8), message: "what do ya want for nothing?")
        #expect(Hexadecimal.text(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(arguments: [
        (StreamingDigest.Algorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func `a digest of pieces is that of the whole`(algorithm: StreamingDigest.Algorithm, expected: String) throws {
        var digest = StreamingDigest(algorithm)
        for piece in ["a", "", "bc"] { digest.update(Array(piece.utf8).span) }
        let bytes = digest.finalize()
        #expect(Hexadecimal.text(try #require(bytes)) == expected)
    }
}
