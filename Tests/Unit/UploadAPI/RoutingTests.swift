import FoundationEssentials
import HTTP
import JSON
import TestSupport
import Testing
import UploadAPI

@Suite struct RoutingTests {
    @Test(arguments: [
        "/nowhere", "/upload/", "/image", "/image/", "/image/a/b", "//", "/IMAGE/x", "/openapi.json/", "", "*",
    ])
    func `an unknown path is a problem document with 404`(path: String) throws {
        let answer = try Harness().call("GET", path)
        #expect(answer.statusCode == 404)
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        #expect(answer.json["type"] == "urn:minilab:problem:not-found")
        #expect(answer.json["status"] == 404)
        #expect(answer.json["requestId"] == "request-1")
    }

    @Test(arguments: [
        ("DELETE", "/", "GET, HEAD, OPTIONS"), ("POST", "/openapi.json", "GET, HEAD, OPTIONS"),
        ("GET", "/upload", "POST, OPTIONS"), ("PUT", "/image/x", "GET, HEAD, OPTIONS"),
    ])
    func `a method that a path does not know is answered with those it knows`(
        method: String,
        path: String,
        allowed: String
    ) throws {
        let answer = try Harness().call(method, path)
        #expect(answer.statusCode == 405)
        #expect(answer.headers["Allow"] == allowed)
    }

    @Test func `the path begins after a stage that has a name`() throws {
        #expect(try Harness().call("GET", "/prod/openapi.json", stage: "prod").statusCode == 200)
        #expect(try Harness().call("GET", "/prod", stage: "prod").statusCode == 200)
        #expect(try Harness().call("GET", "/production/openapi.json", stage: "prod").statusCode == 404)
    }

    @Test(arguments: ["/", "/openapi.json"])
    func `HEAD gives the headers of GET without its body`(path: String) throws {
        let get = try Harness().call("GET", path)
        let head = try Harness().call("HEAD", path)
        #expect(head.headers == get.headers)
        #expect(head.body.isEmpty && !get.body.isEmpty)
    }

    @Test(arguments: ["/", "/openapi.json"])
    func `a client that has the answer is told so`(path: String) throws {
        let tag = try #require(try Harness().call("GET", path).headers["ETag"])
        for field in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let answer = try Harness().call("GET", path, headers: ["if-none-match": field])
            #expect(answer.statusCode == 304)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["ETag"] == tag)
        }
        #expect(try Harness().call("GET", path, headers: ["if-none-match": "\"other\""]).statusCode == 200)
    }

    @Test(arguments: [("GET", "/"), ("GET", "/nowhere"), ("POST", "/upload"), ("OPTIONS", "/upload")])
    func `every answer carries the security headers`(method: String, path: String) throws {
        let headers = try Harness().call(method, path).headers
        #expect(headers["X-Content-Type-Options"] == "nosniff")
        #expect(headers["X-Frame-Options"] == "DENY")
        #expect(headers["Referrer-Policy"] == "no-referrer")
        #expect(headers["Strict-Transport-Security"]?.hasPrefix("max-age=") == true)
        #expect(headers["Content-Security-Policy"]?.contains("default-src 'none'") == true)
        #expect(headers["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"Records":[]}"#, #"{"version":"1.0","path":"/"}"#, "not JSON",
        #"{"version":"2.0","rawPath":"/"}"#,
    ])
    func `an event that is no request fails the invocation`(event: String) {
        #expect(throws: NotAnHTTPEvent.self) { try Harness().handle(Array(event.utf8)) }
    }

    @Test func `the log has the route and the status, and nothing of the request`() throws {
        let harness = Harness()
        _ = try harness.call("GET", "/image/secret-name", query: "q=secret-query", headers: ["x": "secret-header"])
        #expect(harness.lines.all.contains(#""route":"/image/{filename}""#))
        #expect(harness.lines.all.contains(#""status":404"#))
        #expect(!harness.lines.all.contains("secret"))
    }
}

@Suite struct CrossOriginTests {
    private static let preflight = ["origin": "https://app.example.com", "access-control-request-method": "POST"]

    @Test func `without named origins no page of another origin may read anything`() throws {
        let harness = Harness()
        #expect(try harness.call("GET", "/", headers: Self.preflight).headers["Access-Control-Allow-Origin"] == nil)
        let answer = try harness.call("OPTIONS", "/upload", headers: Self.preflight)
        #expect(answer.statusCode == 204)
        #expect(answer.headers["Allow"] == "POST, OPTIONS")
        #expect(answer.headers["Access-Control-Allow-Methods"] == nil)
    }

    @Test(arguments: [["https://app.example.com"], ["https://other.example.com", "https://app.example.com"], ["*"]])
    func `a page of a named origin may call and read, also what went wrong`(origins: [String]) throws {
        let harness = Harness(Harness.settings(allowedOrigins: origins))
        let preflight = try harness.call("OPTIONS", "/upload", headers: Self.preflight)
        #expect(preflight.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS")
        #expect(preflight.headers["Access-Control-Allow-Headers"]?.contains("Authorization") == true)
        for answer in [preflight, try harness.call("GET", "/nowhere", headers: Self.preflight)] {
            #expect(
                answer.headers["Access-Control-Allow-Origin"] == (origins == ["*"] ? "*" : "https://app.example.com")
            )
            #expect(answer.headers["Access-Control-Allow-Credentials"] == nil)
        }
    }

    @Test(arguments: [
        "https://evil.example.com", "https://app.example.com.evil.example", "null", "http://app.example.com",
    ])
    func `a page of another origin may not`(origin: String) throws {
        let harness = Harness(Harness.settings(allowedOrigins: ["https://app.example.com"]))
        let headers = ["origin": origin, "access-control-request-method": "POST"]
        let answer = try harness.call("OPTIONS", "/upload", headers: headers)
        #expect(answer.headers["Access-Control-Allow-Origin"] == nil)
        #expect(answer.headers["Access-Control-Allow-Methods"] == nil)
        #expect(answer.headers["Vary"] == "Origin")
    }
}

@Suite struct AuthorizationTests {
    private static let bearer: JSONValue = ["jwt": ["claims": ["sub": "user-1"], "scopes": .null]]
    private static let signer: JSONValue = ["iam": ["userArn": "arn:aws:iam::123456789012:user/eve"]]
    private static let signIn = SignIn(issuer: "https://login.example.com", clientID: "client")
    private static let emptySigner: JSONValue = ["iam": [:]]
    private static let emptyBearer: JSONValue = ["jwt": ["claims": [:]]]

    @Test(
        arguments: [
            (.iam, nil, 401), (.iam, bearer, 401), (.iam, signer, 404),
            (.jwt(signIn), nil, 401), (.jwt(signIn), signer, 401), (.jwt(signIn), bearer, 404),
            (.none, nil, 404), (.iam, emptySigner, 401), (.jwt(signIn), emptyBearer, 401),
        ] as [(Authorization, JSONValue?, Int)]
    )
    func `a request whose caller the gateway did not check gets nothing`(
        authorization: Authorization,
        authorizer: JSONValue?,
        status: Int
    ) throws {
        let harness = Harness(Harness.settings(authorization: authorization))
        #expect(try harness.call("GET", "/image/x", authorizer: authorizer).statusCode == status)
        #expect(try harness.call("GET", "/").statusCode == 200)
        #expect(try harness.call("GET", "/openapi.json").statusCode == 200)
        #expect(try harness.call("OPTIONS", "/upload").statusCode == 204)
        #expect(harness.transport.requests.isEmpty)
    }

    @Test(arguments: [
        (bearer, Authorization.jwt(signIn), "user-1"), (signer, .iam, "arn:aws:iam::123456789012:user/eve"),
    ])
    func `an upload remembers who sent it`(authorizer: JSONValue, authorization: Authorization, user: String) throws {
        let harness = Harness(Harness.settings(authorization: authorization))
        let headers = ["content-type": "image/jpeg"]
        let answer = try harness.call("POST", "/upload", headers: headers, bytes: Harness.jpeg, authorizer: authorizer)
        #expect(answer.statusCode == 201)
        #expect(harness.transport.requests.first?.headers["X-Amz-Meta-user"] == user)
    }
}
