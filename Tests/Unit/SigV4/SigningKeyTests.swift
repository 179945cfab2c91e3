import Encodings
import SigV4
import Testing

@Suite struct SigningKeyTests {
    /// "Deriving the signing key", IAM user guide.
    @Test func `the signing key is the one of the specification`() {
        let scope = CredentialScope(day: "20150830", region: "us-east-1", service: "iam")
        let key = SigningKey(secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope: scope)
        #expect(Hexadecimal.text(key.bytes) == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9")
    }

    @Test func `the cache gives the key of the scope and credentials asked for, however many there are`() {
        let cache = SigningKeyCache()
        for round in 0..<2 {
            for number in 0..<40 {
                let credentials = Credentials(accessKeyID: "A\(number % 3)", secretAccessKey: "secret\(number % 3)")
                let scope = CredentialScope(day: "20150830", region: "r\(number)", service: "s3")
                let expected = SigningKey(secretAccessKey: credentials.secretAccessKey, scope: scope)
                #expect(cache.key(credentials: credentials, scope: scope) == expected, "round \(round)")
            }
        }
    }
}
