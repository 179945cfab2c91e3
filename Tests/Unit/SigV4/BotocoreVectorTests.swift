import FoundationEssentials
import SigV4
import TestSupport
import Testing

/// Each stage against requests that botocore signed.
@Suite struct BotocoreVectorTests {
    @Test func `the project's own vectors are there`() {
        #expect(Vector.own.count == 68)
    }

    @Test(.enabled(if: Repository.shared != nil, "MINILAB_SHARED names no folder with more vectors"))
    func `the larger collection of vectors is there`() {
        #expect(!Vector.shared.isEmpty)
    }

    @Test(arguments: Vector.all.filter { $0.kind == "header" })
    func `headers are signed as botocore signs them`(vector: Vector) throws {
        let url = SplitURL(try #require(vector.url))
        let service = try #require(vector.service)
        let payloadHash = try #require(vector.payloadHash)
        var headers = (vector.headers ?? [:]).map { (name: $0.key, value: $0.value) }
        headers.append((name: "host", value: url.host))
        if service == "s3" { headers.append((name: "x-amz-content-sha256", value: payloadHash)) }
        let request = SignableRequest(
            method: try #require(vector.method),
            path: url.path,
            query: url.query,
            headers: headers,
            payloadHash: payloadHash
        )
        let signer = Signer(
            credentials: vector.credentials,
            region: vector.region,
            service: service,
            pathRule: service == "s3" ? .s3 : .standard
        )
        let signed = signer.sign(request, at: vector.date)
        #expect(signed.canonicalRequest.text == vector.canonicalRequest)
        #expect(signed.stringToSign.text == vector.stringToSign)
        #expect(signed.signature == vector.signature)
        #expect(signed.headers.last?.value == vector.authorization)
        #expect(signed.headers.contains { $0.name == "X-Amz-Security-Token" } == (vector.sessionToken != nil))
    }

    @Test(arguments: Vector.all.filter { $0.kind == "presign" })
    func `URLs are presigned as botocore presigns them`(vector: Vector) throws {
        let url = SplitURL(try #require(vector.expectedURL))
        let added = [
            "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders",
            "X-Amz-Signature",
        ]
        let request = SignableRequest(
            method: try #require(vector.method),
            path: url.path,
            query: url.query.filter { !added.contains($0.name) && $0.name != "X-Amz-Security-Token" },
            headers: (vector.requiredHeaders ?? [:]).map { (name: $0.key, value: $0.value) } + [
                (name: "host", value: url.host)
            ],
            payloadHash: SignableRequest.unsignedPayload
        )
        let presigner = Presigner(credentials: vector.credentials, region: vector.region, service: "s3", pathRule: .s3)
        let presigned = presigner.presign(request, expiresIn: try #require(vector.expires), at: vector.date)
        #expect(presigned.canonicalRequest.text == vector.canonicalRequest)
        #expect(presigned.stringToSign.text == vector.stringToSign)
        #expect(presigned.signature == vector.signature)
        #expect(presigned.query.hasSuffix("&X-Amz-Signature=\(presigned.signature)"))
        let items = SplitURL.decoded(presigned.query[...])
        #expect(items.count == url.query.count)
        #expect(items.allSatisfy { item in url.query.contains { $0 == item } })
    }

    @Test(arguments: Vector.all.filter { $0.kind == "post" })
    func `POST policies are signed as botocore signs them`(vector: Vector) throws {
        let expected = try #require(vector.expectedFields)
        let policy = try #require(expected["policy"])
        let scope = CredentialScope(day: SigningTime(vector.date).day, region: vector.region, service: "s3")
        let signature = PostPolicy.signature(of: policy, credentials: vector.credentials, scope: scope)
        #expect(signature == expected["x-amz-signature"])
    }
}
