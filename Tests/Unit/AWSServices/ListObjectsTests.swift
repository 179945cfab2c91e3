import AWSServices
import HTTP
import TestSupport
import Testing

@Suite struct ListObjectsTests {
    private func page(_ keys: [String], encoding: String, next: String?) -> HTTPResponse {
        let entries = keys.map { "<Contents><Key>\($0)</Key><Size>12</Size><ETag>&quot;e&quot;</ETag></Contents>" }
        let more =
            next.map { "<IsTruncated>true</IsTruncated><NextContinuationToken>\($0)</NextContinuationToken>" } ?? ""
        return HTTPResponse(200, [], "<ListBucketResult>\(encoding)\(more)\(entries.joined())</ListBucketResult>")
    }

    @Test func `all pages are read, and keys decoded`() throws {
        let encoding = "<EncodingType>url</EncodingType>"
        let first = page(["a+b%2Bc", "%0A%C3%A4"], encoding: encoding, next: "t+/=")
        let second = page([], encoding: encoding, next: "u")
        let third = page(["z"], encoding: encoding, next: nil)
        let transport = ScriptedTransport { _, number in [first, second, third][number] }
        let harness = try Harness(transport)
        var keys: [String] = []
        try S3(harness.client).listObjects(bucket: "photos", prefix: "a &", context: harness.context()) { page in
            keys += page.map(\.key)
            #expect(page.allSatisfy { $0.size == 12 && $0.eTag == "e" })
            return true
        }
        #expect(keys == ["a b+c", "\nä", "z"])
        let base = "https://photos.s3.eu-west-1.amazonaws.com/?"
        #expect(
            transport.requests.map(\.url) == [
                base + "encoding-type=url&list-type=2&prefix=a%20%26",
                base + "continuation-token=t%2B%2F%3D&encoding-type=url&list-type=2&prefix=a%20%26",
                base + "continuation-token=u&encoding-type=url&list-type=2&prefix=a%20%26",
            ]
        )
    }

    @Test func `keys that are not encoded are left alone, and the listing ends when told`() throws {
        let response = page(["a+b%20"], encoding: "", next: "more")
        let transport = ScriptedTransport { _, _ in response }
        let harness = try Harness(transport)
        try S3(harness.client).listObjects(bucket: "photos", context: harness.context()) { page in
            #expect(page.map(\.key) == ["a+b%20"])
            return false
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `an answer that is no listing is tried again`() throws {
        let good = page(["k"], encoding: "", next: nil)
        let transport = ScriptedTransport { _, number in number == 0 ? HTTPResponse(200, [], "<html/>") : good }
        let harness = try Harness(transport)
        var count = 0
        try S3(harness.client).listObjects(bucket: "photos", context: harness.context()) { page in
            count += page.count
            return true
        }
        #expect(count == 1)
    }

    @Test func `a table is scanned to its end`() throws {
        let transport = ScriptedTransport { request, number in
            #expect(
                String(decoding: request.body, as: UTF8.self).contains("\"ExclusiveStartKey\":{\"k\":{\"S\":\"1\"}}")
                    == (number == 1)
            )
            return HTTPResponse(
                200,
                [],
                #"{"Items":[{"k":{"S":"\#(number)"}}]"# + (number == 0 ? #","LastEvaluatedKey":{"k":{"S":"1"}}}"# : "}")
            )
        }
        let harness = try Harness(transport)
        var items: [[String: AttributeValue]] = []
        try DynamoDB(harness.client).scan(table: "t", context: harness.context()) { page in
            items += page
            return true
        }
        #expect(items == [["k": .string("0")], ["k": .string("1")]])
    }
}
