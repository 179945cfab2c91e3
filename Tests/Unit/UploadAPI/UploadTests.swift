import Encodings
import FoundationEssentials
import HTTP
import JSON
import TestSupport
import Testing
import UploadAPI

@Suite struct UploadTests {
    @Test(arguments: [
        (Harness.jpeg, "image/jpeg", "-My-holiday.jpg"), (Harness.png, "image/png", "-My-holiday-jpg.png"),
    ])
    func `a photo is stored under a name of the server's as what it is`(
        bytes: [UInt8],
        type: String,
        end: String
    ) throws {
        let harness = Harness()
        let headers = ["content-type": "image/jpeg"]
        let answer = try harness.call(
            "POST",
            "/upload",
            query: "filename=My+holiday%21.jpg",
            headers: headers,
            bytes: bytes
        )
        #expect(answer.statusCode == 201)
        let name = try #require(answer.json["filename"].text)
        #expect(name.hasSuffix(end))
        #expect(answer.json["key"].text == "uploads/" + name)
        #expect(answer.json["location"].text == "/image/" + name)
        #expect(answer.headers["Location"] == "/image/" + name)
        let request = try #require(harness.transport.requests.first)
        #expect(harness.transport.requests.count == 1)
        #expect(request.method == .put)
        #expect(request.url == "https://photos.s3.eu-west-1.amazonaws.com/uploads/" + name)
        #expect(request.body == bytes)
        #expect(request.headers["Content-Type"] == type)
    }

    @Test func `a photo's name may come in Content-Disposition`() throws {
        let headers = ["content-type": "image/png", "content-disposition": "attachment; filename=\"a \\\"b\\\".png\""]
        let answer = try Harness().call("POST", "/upload", headers: headers, bytes: Harness.png)
        #expect(answer.json["filename"].text?.hasSuffix("-a-b.png") == true)
    }

    @Test func `two uploads of one name have nothing in common but its end`() throws {
        let harness = Harness()
        let names = try (0..<2).map { _ in
            try harness.call("POST", "/upload", headers: ["content-type": "image/jpeg"], bytes: Harness.jpeg).json[
                "filename"
            ].text
        }
        #expect(names[0] != names[1])
        #expect(names.allSatisfy { $0?.hasSuffix("-photo.jpg") == true })
    }

    @Test(arguments: [Array("<html>".utf8), Array("GIF89a".utf8), [0xFF, 0xD8], [], [0x89, 0x50, 0x4E, 0x47]])
    func `what does not begin as an image is refused whatever it is called`(bytes: [UInt8]) throws {
        let harness = Harness()
        let headers = ["content-type": "image/jpeg", "content-length": String(bytes.count)]
        let answer = try harness.call("POST", "/upload", headers: headers, bytes: bytes)
        #expect(answer.statusCode == 415)
        #expect(answer.json["type"] == "urn:minilab:problem:not-an-image")
        #expect(harness.transport.requests.isEmpty)
    }

    @Test(arguments: [
        "text/html", "image/svg+xml", "image/gif", "application/octet-stream", "", "image/", ";", "image/jpeg\u{0}",
    ])
    func `a body of another type is refused with those that are taken`(type: String) throws {
        let harness = Harness()
        let answer = try harness.call("POST", "/upload", headers: ["content-type": type], bytes: Harness.jpeg)
        #expect(answer.statusCode == 415)
        #expect(answer.headers["Accept-Post"] == "image/jpeg, image/png, multipart/form-data, application/json")
        #expect(harness.transport.requests.isEmpty)
    }

    @Test func `a name of more than 1024 characters is refused wherever it stands`() throws {
        for (count, status) in [(1024, 201), (1025, 400)] {
            let query = "filename=" + String(repeating: "%C3%BC", count: count)
            let headers = ["content-type": "image/jpeg"]
            #expect(
                try Harness().call("POST", "/upload", query: query, headers: headers, bytes: Harness.jpeg).statusCode
                    == status
            )
        }
        let question = #"{"filename":"\#(String(repeating: "ü", count: 1025))","contentType":"image/jpeg","size":1}"#
        let answer = try Harness().call(
            "POST",
            "/upload",
            headers: ["content-type": "application/json"],
            text: question
        )
        #expect(answer.statusCode == 400)
    }

    @Test func `a compressed body is refused`() throws {
        let headers = ["content-type": "image/jpeg", "content-encoding": "gzip"]
        #expect(try Harness().call("POST", "/upload", headers: headers, bytes: Harness.jpeg).statusCode == 415)
    }

    @Test(arguments: [(4_500_000, 201), (4_500_001, 413)])
    func `a photo of exactly the limit passes, one byte more does not`(count: Int, status: Int) throws {
        let harness = Harness()
        let bytes = Harness.jpeg + [UInt8](repeating: 0, count: count - Harness.jpeg.count)
        let answer = try harness.call("POST", "/upload", headers: ["content-type": "image/jpeg"], bytes: bytes)
        #expect(answer.statusCode == status)
        guard status == 413 else { return }
        #expect(answer.json["size"] == .integer(count))
        #expect(answer.json["limit"] == 4_500_000)
        #expect(harness.transport.requests.isEmpty)
    }

    @Test func `no body and no length is answered with 411`() throws {
        #expect(try Harness().call("POST", "/upload", headers: ["content-type": "image/jpeg"]).statusCode == 411)
    }

    @Test func `a body that is not base64 although it says so is malformed`() throws {
        let event =
            #"{"version":"2.0","rawPath":"/upload","headers":{"content-type":"image/jpeg"},"requestContext":"#
            + #"{"http":{"method":"POST"}},"body":"*** no base64 ***","isBase64Encoded":true}"#
        let answer = try JSONDecoder().decode(Harness.Answer.self, from: Data(try Harness().handle(Array(event.utf8))))
        #expect(answer.statusCode == 400)
    }

    @Test(
        arguments: [
            (503, "SlowDown", 429, "2"), (500, "InternalError", 503, "2"), (403, "AccessDenied", 500, nil),
            (400, "InvalidArgument", 500, nil),
        ]
    )
    func `a refusal of S3 is no refusal of the caller and does not reach him`(
        theirs: Int,
        code: String,
        ours: Int,
        retryAfter: String?
    ) throws {
        let harness = Harness { _ in
            HTTPResponse(
                head: .init(status: theirs),
                body: Array("<Error><Code>\(code)</Code><Message>secret-detail</Message></Error>".utf8)
            )
        }
        let answer = try harness.call("POST", "/upload", headers: ["content-type": "image/jpeg"], bytes: Harness.jpeg)
        #expect(answer.statusCode == ours)
        #expect(answer.headers["Retry-After"] == retryAfter)
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        #expect(!answer.body.contains("secret-detail"))
        #expect(harness.lines.all.contains("PutObject"))
    }
}

@Suite struct UploadFormTests {
    private func ask(_ body: String, _ harness: Harness = Harness()) throws -> Harness.Answer {
        try harness.call("POST", "/upload", headers: ["content-type": "application/json; charset=utf-8"], text: body)
    }

    @Test func `the form holds key, type, size and user, all of them signed`() throws {
        let harness = Harness(Harness.settings(authorization: .iam))
        let answer = try harness.call(
            "POST",
            "/upload",
            headers: ["content-type": "application/json"],
            text: #"{"filename":"a.png","contentType":"image/png","size":1234567}"#,
            authorizer: ["iam": ["userArn": "arn:aws:iam::123456789012:user/ann"]]
        )
        #expect(answer.statusCode == 200)
        #expect(answer.headers["Cache-Control"] == "no-store")
        let form = answer.json["upload"]
        let fields = form["fields"]
        #expect(form["url"] == "https://photos.s3.eu-west-1.amazonaws.com/")
        #expect(fields["key"] == answer.json["key"])
        #expect(fields["Content-Type"] == "image/png")
        #expect(fields["x-amz-meta-user"] == "arn:aws:iam::123456789012:user/ann")
        let policy = try #require(fields["policy"].text.flatMap { Base64.bytes($0) })
        let document = try JSONDecoder().decode(JSONValue.self, from: Data(policy))
        guard case .array(let conditions) = document["conditions"] else {
            Issue.record("no conditions")
            return
        }
        #expect(conditions.contains(["content-length-range", 1_234_567, 1_234_567]))
        for name in ["key", "Content-Type", "x-amz-meta-user", "x-amz-security-token"] {
            #expect(conditions.contains(.object([name: fields[name]])), "\(name)")
        }
        #expect(conditions.contains(["bucket": "photos"]))
        #expect(harness.transport.requests.isEmpty, "signing needs nobody")
    }

    @Test(arguments: [
        (#"{"filename":"a.jpg","contentType":"image/jpeg","size":20000000}"#, 200, JSONValue.null),
        (#"{"filename":"a.jpg","contentType":"image/jpeg","size":20000001}"#, 413, "urn:minilab:problem:too-large"),
        (#"{"filename":"a.jpg","contentType":"image/jpeg","size":0}"#, 400, "urn:minilab:problem:malformed-request"),
        (#"{"filename":"a.jpg","contentType":"image/jpeg","size":-1}"#, 400, "urn:minilab:problem:malformed-request"),
        (
            #"{"filename":"a.jpg","contentType":"image/jpeg","size":99999999999999999999}"#, 400,
            "urn:minilab:problem:malformed-request"
        ),
        (#"{"filename":"a.jpg","contentType":"image/jpeg"}"#, 411, "urn:minilab:problem:length-required"),
        (
            #"{"filename":"a.jpg","contentType":"text/html","size":1}"#, 415,
            "urn:minilab:problem:unsupported-media-type"
        ),
        (#"{"filename":"a.jpg","size":1}"#, 400, "urn:minilab:problem:malformed-request"),
        (#"{"filename":1,"contentType":"image/jpeg","size":1}"#, 400, "urn:minilab:problem:malformed-request"),
        ("", 400, "urn:minilab:problem:malformed-request"), ("[]", 400, "urn:minilab:problem:malformed-request"),
        (String(repeating: "[", count: 10_000), 400, "urn:minilab:problem:malformed-request"),
        (String(repeating: " ", count: 16_385), 413, "urn:minilab:problem:too-large"),
    ])
    func `what is asked for is checked before anything is signed`(body: String, status: Int, type: JSONValue) throws {
        let answer = try ask(body)
        #expect(answer.statusCode == status)
        #expect(answer.json["type"] == type)
    }
}

@Suite struct MultipartTests {
    private static func part(_ disposition: String, _ content: [UInt8], more: String = "") -> [UInt8] {
        Array("--b\r\nContent-Disposition: \(disposition)\r\n\(more)\r\n".utf8) + content + Array("\r\n".utf8)
    }

    private static let photo = part("form-data; name=\"file\"; filename=\"a b.png\"", Harness.png)
    private static let end = Array("--b--\r\n".utf8)

    private func send(
        _ body: [UInt8],
        type: String = "multipart/form-data; boundary=b"
    ) throws -> (Harness.Answer, Harness) {
        let harness = Harness()
        return (try harness.call("POST", "/upload", headers: ["content-type": type], bytes: body), harness)
    }

    @Test func `the file of a form is stored byte for byte`() throws {
        let tricky = Harness.png + Array("\r\n--\r\n--c\r\n\r\n-".utf8)
        let body =
            Self.part("form-data; name=\"note\"", Array("x".utf8))
            + Self.part("form-data; name=\"file\"; filename=\"a b.png\"", tricky, more: "Content-Type: image/png\r\n")
            + Self.end
        let (answer, harness) = try send(body)
        #expect(answer.statusCode == 201)
        #expect(answer.json["filename"].text?.hasSuffix("-a-b.png") == true)
        #expect(harness.transport.requests.first?.body == tricky)
    }

    @Test func `a form may have its boundary in quotes`() throws {
        #expect(try send(Self.photo + Self.end, type: "Multipart/Form-Data; Boundary=\"b\"").0.statusCode == 201)
    }

    @Test(
        arguments: [
            ("no end", photo), ("nothing", []), ("only the end", end),
            ("a preamble", Array("x\r\n".utf8) + photo + end),
            ("two files", photo + photo + end), ("no name", part("form-data; filename=\"a.png\"", Harness.png) + end),
            ("no form-data", part("attachment; name=\"file\"; filename=\"a\"", Harness.png) + end),
            (
                "base64",
                part(
                    "form-data; name=\"file\"; filename=\"a\"",
                    Harness.png,
                    more: "Content-Transfer-Encoding: base64\r\n"
                ) + end
            ),
            (
                "a broken field",
                part("form-data; name=\"file\"; filename=\"a\"", Harness.png, more: "nonsense\r\n") + end
            ),
            ("two file names", part("form-data; name=\"f\"; filename=\"a\"; filename=\"b\"", Harness.png) + end),
            ("no closing quote", part("form-data; name=\"f\"; filename=\"a", Harness.png) + end),
            (
                "an endless header",
                part(
                    "form-data; name=\"f\"; filename=\"a\"",
                    Harness.png,
                    more: "X: \(String(repeating: "x", count: 9000))\r\n"
                ) + end
            ),
            ("too many parts", [UInt8]((0..<20).flatMap { part("form-data; name=\"n\($0)\"", [1]) }) + photo + end),
        ] as [(String, [UInt8])]
    )
    func `a form that is not exactly one is malformed`(what: String, body: [UInt8]) throws {
        let (answer, harness) = try send(body)
        #expect(answer.statusCode == 400)
        #expect(harness.transport.requests.isEmpty)
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a\u{7}\"",
        "multipart/form-data; boundary=" + String(repeating: "b", count: 71),
    ])
    func `a form needs a sound boundary`(type: String) throws {
        let status = try send(Self.photo + Self.end, type: type).0.statusCode
        #expect(status == 400 || status == 415)
    }

    @Test func `a form cut anywhere is malformed and never traps`() throws {
        let body = Self.photo + Self.end
        for length in 0..<(body.count - 4) {
            #expect(try send(Array(body[..<length])).0.statusCode == 400, "\(length)")
        }
    }
}
