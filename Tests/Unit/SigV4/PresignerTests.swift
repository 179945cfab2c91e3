import FoundationEssentials
import SigV4
import Testing

@Suite struct PresignerTests {
    @Test(arguments: [(0, "1"), (-5, "1"), (1, "1"), (604_800, "604800"), (604_801, "604800"), (.max, "604800")])
    func `an expiry is held to what AWS accepts`(seconds: Int, expected: String) {
        let credentials = Credentials(accessKeyID: "id", secretAccessKey: "key")
        let presigner = Presigner(credentials: credentials, region: "r", service: "s3", pathRule: .s3)
        let request = SignableRequest(method: "GET", path: "/k", headers: [("host", "h")])
        let presigned = presigner.presign(request, expiresIn: seconds, at: Date(timeIntervalSince1970: 0))
        #expect(presigned.query.split(separator: "&").contains("X-Amz-Expires=\(expected)"))
    }
}
