import AWSServices
import Encodings
import FoundationEssentials
import HTTP
import JSON
import TestSupport
import Testing
import Time
import UploadAPI

@Suite struct ImageTests {
    private static let path = "/image/" + Harness.objectName

    private static let row: [String: AttributeValue] = [
        "ImageID": .string("photos/uploads/" + Harness.objectName), "Status": .string("READY"), "Width": .number(400),
        "Height": .number(300), "Size": .number(1000), "Format": .string("jpeg"), "Sequencer": .string("00FF"),
        "Revision": .number(3),
        "Renditions": .list([
            .map([
                "name": .string("thumb"), "bucket": .string("thumbs"), "key": .string("uploads/a b.jpg"),
                "width": .number(200),
                "height": .number(150), "bytes": .number(100), "contentType": .string("image/jpeg"),
            ]),
            .string("not a rendition"),
        ]),
    ]

    /// Services with this row, or none, and an object or none.
    private static func harness(row: [String: AttributeValue]?, objectStatus: Int = 404) -> Harness {
        Harness { request in
            guard request.method == .post else {
                return HTTPResponse(
                    head: .init(
                        status: objectStatus,
                        headers: HTTPHeaders([("Content-Length", "10"), ("ETag", "\"e\"")])
                    )
                )
            }
            let body = try row.map { try JSONEncoder().encode(["Item": $0]) }
            return HTTPResponse(head: .init(status: 200), body: body.map { Array($0) } ?? Array("{}".utf8))
        }
    }

    @Test func `a finished image is its row with a URL for each rendition`() throws {
        let harness = Self.harness(row: Self.row)
        let answer = try harness.call("GET", Self.path)
        #expect(answer.statusCode == 200)
        #expect(answer.headers["Cache-Control"] == "private, no-cache")
        #expect(answer.json["status"] == "READY")
        #expect(answer.json["width"] == 400)
        #expect(answer.json["Sequencer"] == .null && answer.json["sequencer"] == .null)
        let rendition = answer.json["renditions"][0]
        #expect(rendition["bytes"] == 100)
        #expect(
            rendition["url"].text?.hasPrefix("https://thumbs.s3.eu-west-1.amazonaws.com/uploads/a%20b.jpg?") == true
        )
        #expect(answer.json["renditions"][1] == .null)
        let request = try #require(harness.transport.requests.first)
        #expect(harness.transport.requests.count == 1)
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""ConsistentRead":true"#))
    }

    @Test func `where people look is told as the row has it`() throws {
        let focus: [String: AttributeValue] = [
            "x": .number("0.44"), "y": .number("0.232"), "of": .string("faces"), "faces": .number(1),
        ]
        let answer = try Self.harness(row: Self.row.merging(["Focus": .map(focus)]) { $1 }).call("GET", Self.path)
        #expect(answer.json["focus"]["x"] == 0.44 && answer.json["focus"]["y"] == 0.232)
        #expect(answer.json["focus"]["of"] == "faces" && answer.json["focus"]["faces"] == 1)
        #expect(try Self.harness(row: Self.row).call("GET", Self.path).json["focus"] == .null)
    }

    @Test func `the description names every field of an answer, and no other`() throws {
        let row = Self.row.merging([
            "Reason": .string("none"), "UploadTime": .string("2026-11-21T09:30:00.999Z"),
            "ProcessedTime": .string("2026-11-21T09:30:01Z"), "UploadedBy": .string("ada"),
            "Focus": .map(["x": .number("0.5"), "y": .number("0.25"), "of": .string("center"), "faces": .number(0)]),
        ]) { $1 }
        let harness = Self.harness(row: row)
        let answer = try harness.call("GET", Self.path).json
        #expect(answer["uploadTime"] == "2026-11-21T09:30:00.999Z")
        #expect(answer["processedTime"] == "2026-11-21T09:30:01.000Z")
        let schemas = try harness.call("GET", "/openapi.json").json["components"]["schemas"]
        #expect(answer.names == schemas["Image"]["properties"].names && !answer.names.isEmpty)
        #expect(answer["renditions"][0].names == schemas["Rendition"]["properties"].names)
        #expect(answer["focus"].names == schemas["Focus"]["properties"].names)
    }

    @Test(arguments: [nil, "ARCHIVED"] as [String?])
    func `a row without a status that is known is an error`(status: String?) throws {
        var row = Self.row
        row["Status"] = status.map { .string($0) }
        #expect(try Self.harness(row: row).call("GET", Self.path).statusCode == 500)
    }

    @Test func `polling ends in 304, also while the URLs grow older`() throws {
        let harness = Self.harness(row: Self.row)
        let tag = try #require(try harness.call("GET", Self.path).headers["ETag"])
        harness.clock.advance(by: .seconds(5))
        let again = try harness.call("GET", Self.path, headers: ["if-none-match": tag])
        #expect(again.statusCode == 304)
        #expect(again.body.isEmpty)
        harness.clock.advance(by: .seconds(1800))
        #expect(
            try harness.call("GET", Self.path, headers: ["if-none-match": tag]).statusCode == 200,
            "the URLs are near their end"
        )
    }

    @Test func `a rejected image is answered with the reason`() throws {
        let row = Self.row.merging([
            "Status": .string("REJECTED"), "Reason": .string("truncated"), "Renditions": .list([]),
        ]) { $1 }
        let answer = try Self.harness(row: row).call("GET", Self.path)
        #expect(answer.statusCode == 200)
        #expect(answer.json["reason"] == "truncated")
        #expect(answer.json["renditions"] == [])
    }

    @Test func `an image whose row is not there yet is pending`() throws {
        let answer = try Self.harness(row: nil, objectStatus: 200).call("GET", Self.path)
        #expect(answer.statusCode == 202)
        #expect(answer.json["status"] == "PENDING")
        #expect(answer.headers["Retry-After"] == "1")
        #expect(answer.headers["Cache-Control"] == "no-store")
    }

    @Test func `what was deleted or never there is not found`() throws {
        #expect(try Self.harness(row: nil).call("GET", Self.path).statusCode == 404)
        let deleted = Self.row.merging(["Status": .string("DELETED")]) { $1 }
        #expect(try Self.harness(row: deleted, objectStatus: 200).call("GET", Self.path).statusCode == 404)
    }

    @Test(arguments: [
        "secret.jpg", "..", "%2e%2e%2fsecret.jpg", "abcdefghijklmnopqrstuvwxyz-..%2fa.jpg",
        "abcdefghijklmnopqrstuvwxyz-a%2Fb.jpg",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ-a.jpg", "abcdefghijklmnopqrstuvwxyz-a.html", "abcdefghijklmnopqrstuvwxyz-a.JPG",
        "abcdefghijklmnopqrstuvwxyz-", "abcdefghijklmnopqrstuvwxyz-%00.jpg", "abcdefghijklmnopqrstuvwxyz-a b.jpg",
        "abcdefghijklmnopqrstuvwxyz_a.jpg", "%FF%FE", "%", "abcdefghijklmnopqrstuvwxyz-%E2%80%AEgpj.jpg",
        "abcdefghijklmnopqrstuvwxyz-\(String(repeating: "a", count: 200)).jpg",
    ])
    func `a name that the server cannot have made is never looked up`(name: String) throws {
        let harness = Self.harness(row: Self.row, objectStatus: 200)
        #expect(try harness.call("GET", "/image/" + name).statusCode == 404)
        #expect(harness.transport.requests.isEmpty)
    }

    @Test func `a name of another script is found encoded and decoded`() throws {
        let name = "abcdefghijklmnopqrstuvwxyz-休暇.jpg"
        for path in [name, PercentEncoding.encoded(name)] {
            let harness = Self.harness(row: nil, objectStatus: 200)
            #expect(try harness.call("GET", "/image/" + path).statusCode == 202)
            #expect(harness.transport.requests.last?.url.hasSuffix(PercentEncoding.encoded(name)) == true)
        }
    }

    @Test func `HEAD answers as GET without the body`() throws {
        let answer = try Self.harness(row: Self.row).call("HEAD", Self.path)
        #expect(answer.statusCode == 200)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["ETag"] != nil)
    }

    @Test func `a table that refuses is an error here, not an image that is missing`() throws {
        let harness = Harness { _ in
            HTTPResponse(
                head: .init(status: 400),
                body: Array(#"{"__type":"AccessDeniedException","message":"no"}"#.utf8)
            )
        }
        #expect(try harness.call("GET", Self.path).statusCode == 500)
        #expect(harness.lines.all.contains("GetItem"))
    }

    @Test func `an answer that Lambda would not carry is replaced`() throws {
        let row = Self.row.merging(["Reason": .string(String(repeating: "x", count: 6_300_000))]) { $1 }
        let answer = try Self.harness(row: row).call("GET", Self.path)
        #expect(answer.statusCode == 500)
        #expect(answer.json["type"] == "urn:minilab:problem:internal-error")
    }
}

extension JSONValue {
    /// The names of an object's members.
    fileprivate var names: Set<String> {
        if case .object(let members) = self { Set(members.keys) } else { [] }
    }
}
