import SigV4
import Testing

@Suite struct SecrecyTests {
    private struct Holder {
        var credentials: Credentials
        var key: SigningKey
    }

    @Test func `credentials and keys do not show, however they are printed`() {
        let credentials = Credentials(
            accessKeyID: "AKID-shown",
            secretAccessKey: "secret-shown",
            sessionToken: "token-shown"
        )
        let scope = CredentialScope(day: "20150830", region: "r", service: "s")
        let key = SigningKey(secretAccessKey: "secret-shown", scope: scope)
        let holder = Holder(credentials: credentials, key: key)
        var dumped = ""
        dump(holder, to: &dumped)
        let texts = [
            "\(credentials)", String(reflecting: credentials), "\(holder)", String(reflecting: holder), "\([holder])",
            dumped,
            "\(Optional(credentials) as Any)",
        ]
        for text in texts {
            #expect(!text.contains("shown") && !text.contains("\(key.bytes[0]), \(key.bytes[1])"), "\(text)")
        }
    }
}
