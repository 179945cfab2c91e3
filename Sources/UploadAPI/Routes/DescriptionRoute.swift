import FoundationEssentials
import ImageFormats
import JSON

/// `GET /openapi.json`: what this API takes and gives, in OpenAPI 3.1, with the limits and the authorization that are set here.
struct DescriptionRoute {
    private let settings: UploadAPISettings

    init(_ settings: UploadAPISettings) {
        self.settings = settings
    }

    func respond(to request: Request) -> Response {
        var response = Response(200, body: description.encoded())
        response["Content-Type"] = "application/json"
        response["Cache-Control"] = "no-cache"
        return response.conditional(for: request)
    }

    private var description: JSONValue {
        guard var document = try? JSONDecoder().decode(JSONValue.self, from: Data(PackageResources.openapi_json)) else {
            return [:]
        }
        document.set(
            ["components", "schemas", "Question", "properties", "size", "maximum"],
            .integer(settings.maximumUpload)
        )
        let types = settings.acceptedFormats.map(\.mediaType)
        document.set(
            ["components", "schemas", "Question", "properties", "contentType", "enum"],
            .array(types.map { .string($0) })
        )
        for type in types {
            document.set(
                ["paths", "/upload", "post", "requestBody", "content", type],
                ["schema": ["contentMediaType": .string(type)]]
            )
        }
        let schemes: JSONValue
        switch settings.authorization {
        case .none:
            return document
        case .iam:
            // OpenAPI has no word for SigV4; this is how API Gateway itself writes it.
            schemes = [
                "caller": [
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "AWS Signature Version 4 for the service execute-api",
                    "x-amazon-apigateway-authtype": "awsSigv4",
                ]
            ]
        case .jwt(let signIn):
            let issuer = signIn.issuer.hasSuffix("/") ? String(signIn.issuer.dropLast()) : signIn.issuer
            schemes = [
                "caller": [
                    "type": "openIdConnect", "openIdConnectUrl": .string(issuer + "/.well-known/openid-configuration"),
                ]
            ]
        }
        document.set(["components", "securitySchemes"], schemes)
        for (path, method) in [("/upload", "post"), ("/image/{filename}", "get"), ("/image/{filename}", "head")] {
            document.set(["paths", path, method, "security"], [["caller": []]])
        }
        return document
    }
}

extension JSONValue {
    /// Sets the value at `path`, which leads through objects; makes those that are missing.
    fileprivate mutating func set(_ path: ArraySlice<String>, _ value: JSONValue) {
        guard let name = path.first else {
            self = value
            return
        }
        guard case .object(var members) = self else { return }
        var member = members[name] ?? [:]
        member.set(path.dropFirst(), value)
        members[name] = member
        self = .object(members)
    }
}
