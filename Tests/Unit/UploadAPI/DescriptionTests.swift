import ImageFormats
import JSON
import TestSupport
import Testing

@testable import UploadAPI

@Suite struct DescriptionTests {
    private func description(_ authorization: Authorization = .none) throws -> JSONValue {
        try Harness(Harness.settings(authorization: authorization)).call("GET", "/openapi.json").json
    }

    @Test func `the description and the router know the same paths and methods`() throws {
        guard case .object(let paths) = try description()["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(Set(paths.keys) == Set(Route.allCases.map(\.template)))
        for route in Route.allCases {
            guard case .object(let operations) = paths[route.template] else { continue }
            let methods = Set(operations.keys.filter { $0 != "parameters" })
            #expect(methods == Set((route.methods + ["OPTIONS"]).map { $0.lowercased() }), "\(route.template)")
        }
    }

    @Test func `limits and types are those that are set`() throws {
        let question = try description()["components"]["schemas"]["Question"]["properties"]
        #expect(question["size"]["maximum"] == 20_000_000)
        #expect(question["contentType"]["enum"] == ["image/jpeg", "image/png"])
        guard case .object(let kinds) = try description()["paths"]["/upload"]["post"]["requestBody"]["content"] else {
            Issue.record("no kinds of body")
            return
        }
        let types = ImageFormat.readable.map(\.mediaType)
        #expect(question["contentType"]["enum"] == .array(types.map { .string($0) }))
        #expect(Set(kinds.keys) == Set(types + ["multipart/form-data", "application/json"]))
    }

    @Test(arguments: [
        (Authorization.none, JSONValue.null), (.iam, "apiKey"),
        (.jwt(SignIn(issuer: "https://login.example.com", clientID: "c")), "openIdConnect"),
    ])
    func `the routes with data name who may call`(authorization: Authorization, type: JSONValue) throws {
        let description = try description(authorization)
        #expect(description["components"]["securitySchemes"]["caller"]["type"] == type)
        let expected: JSONValue = authorization == .none ? .null : [["caller": []]]
        #expect(description["paths"]["/upload"]["post"]["security"] == expected)
        #expect(description["paths"]["/image/{filename}"]["get"]["security"] == expected)
        #expect(description["paths"]["/"]["get"]["security"] == .null)
    }

    @Test func `every status that a refusal has is described where it can occur`() throws {
        let refusals: [Refusal] = [
            .malformed(""), .unauthorized(isBearer: true), .lengthRequired,
            .tooLarge(size: 2, limit: 1, isDirect: false),
            .unsupportedMediaType("", accepted: []), .notAnImage(firstBytes: [], accepted: []), .throttled(""),
            .unavailable(""),
            .failed(""),
        ]
        let responses = try description()["paths"]["/upload"]["post"]["responses"]
        for refusal in refusals { #expect(responses[String(refusal.status)] != .null, "\(refusal.status)") }
    }
}
