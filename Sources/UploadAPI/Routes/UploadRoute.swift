import AWSServices
import Encodings
import FoundationEssentials
import HTTP
import ImageFormats
import Time

/// `POST /upload`: the photo itself, a form with it, or the request for a form that goes straight to S3.
struct UploadRoute {
    let settings: UploadAPISettings
    let s3: S3
    let clock: WallClock
    let random: @Sendable () -> UInt64

    /// Characters of a proposed name.
    private static let maximumName = 1024
    /// A name, a type and a number need no more.
    private static let maximumJSON = 16_384
    /// What is left for the form around a photo that fits through the function.
    private static let maximumFormOverhead = 65_536

    func respond(to request: Request, _ context: CallContext) throws(Refusal) -> Response {
        if let name = request.query["filename"] { try checkName(name) }
        let field = request.headers["Content-Type"] ?? ""
        let encoding = request.headers["Content-Encoding"] ?? "identity"
        guard encoding == "identity" else { throw unsupported("a body in Content-Encoding \(encoding.prefix(32))") }
        guard let type = MediaType(field) else { throw unsupported(field) }
        switch type.name {
        case "application/json":
            return try answerForm(try question(request), request)
        case "multipart/form-data":
            guard let boundary = type.parameters["boundary"] else {
                throw .malformed("multipart/form-data without a boundary")
            }
            let limit = UploadAPISettings.maximumDirectUpload + Self.maximumFormOverhead
            let body = try request.body.bytes(limit: limit)
            let form = try MultipartForm(body, boundary: boundary)
            let files = form.parts.filter { $0.fileName != nil }
            guard let file = files.first, files.count == 1 else {
                throw .malformed("the form has \(files.count) files, and one is taken at a time")
            }
            return try store(body[file.content], named: file.fileName ?? "", request, context)
        case let name where settings.acceptedFormats.contains { $0.mediaType == name }:
            try checkLength(request)
            let body = try request.body.bytes(limit: directLimit)
            return try store(body[...], named: proposedName(request), request, context)
        default:
            throw unsupported(type.name)
        }
    }

    // MARK: Through the function

    private var directLimit: Int { min(settings.maximumUpload, UploadAPISettings.maximumDirectUpload) }

    private func checkLength(_ request: Request) throws(Refusal) {
        if request.body.count == 0, request.headers["Content-Length"] == nil { throw .lengthRequired }
    }

    private func store(
        _ bytes: ArraySlice<UInt8>,
        named proposal: String,
        _ request: Request,
        _ context: CallContext
    ) throws(Refusal) -> Response {
        guard bytes.count <= directLimit else {
            throw .tooLarge(size: bytes.count, limit: directLimit, isDirect: settings.maximumUpload > directLimit)
        }
        guard let type = ImageFormat.identify(bytes.span), settings.acceptedFormats.contains(type) else {
            throw .notAnImage(firstBytes: Array(bytes.prefix(8)), accepted: settings.acceptedFormats)
        }
        let upload = Upload(FileName(cleaning: proposal, type: type, random: random), settings)
        do {
            try s3.putObject(
                upload.location,
                bytes: Array(bytes),
                contentType: type.mediaType,
                metadata: Self.metadata(of: request.caller),
                context: context
            )
        } catch {
            throw Refusal(error)
        }
        var response = Response(201, json: UploadAnswer(upload))
        response["Location"] = upload.path
        response["Cache-Control"] = "no-store"
        return response
    }

    private func checkName(_ name: String) throws(Refusal) {
        let length = name.unicodeScalars.count
        guard length <= Self.maximumName else {
            throw .malformed("the name has \(length) characters, and \(Self.maximumName) are enough")
        }
    }

    /// `?filename=`, or the one in `Content-Disposition`.
    private func proposedName(_ request: Request) -> String {
        request.query["filename"]
            ?? request.headers["Content-Disposition"].flatMap { MediaType($0) }?.parameters["filename"] ?? ""
    }

    // MARK: Straight to S3

    private struct Question: Decodable {
        var filename: String
        var contentType: String
        var size: Int
    }

    private var example: String { settings.acceptedFormats.first?.mediaType ?? "" }

    private func question(_ request: Request) throws(Refusal) -> Question {
        guard request.body.count <= Self.maximumJSON else {
            throw .tooLarge(size: request.body.count, limit: Self.maximumJSON, isDirect: false)
        }
        let body = try request.body.bytes(limit: Self.maximumJSON)
        do {
            return try JSONDecoder().decode(Question.self, from: Data(body))
        } catch DecodingError.keyNotFound(let key, _) where key.stringValue == "size" {
            throw .lengthRequired
        } catch {
            throw .malformed(
                #"a JSON object is needed: {"filename": "photo.jpg", "contentType": "\#(example)", "size": 1234567}"#
            )
        }
    }

    private func answerForm(_ question: Question, _ request: Request) throws(Refusal) -> Response {
        guard let type = settings.acceptedFormats.first(where: { $0.mediaType == question.contentType }) else {
            throw .unsupportedMediaType(question.contentType, accepted: settings.acceptedFormats.map(\.mediaType))
        }
        try checkName(question.filename)
        guard question.size > 0 else { throw .malformed("a file of \(question.size) bytes cannot be an image") }
        guard question.size <= settings.maximumUpload else {
            throw .tooLarge(size: question.size, limit: settings.maximumUpload, isDirect: false)
        }
        let upload = Upload(FileName(cleaning: question.filename, type: type, random: random), settings)
        var answer = UploadAnswer(upload)
        do {
            // Exactly the size that was named, which the signature then enforces.
            let form = try s3.presignedPost(
                upload.location,
                contentType: type.mediaType,
                contentLength: question.size...question.size,
                metadata: Self.metadata(of: request.caller),
                expiresIn: .seconds(settings.urlLifetime),
                at: clock.now()
            )
            answer.upload = .init(
                url: form.url,
                fields: Dictionary(form.fields.map { ($0.name, $0.value) }) { _, last in last },
                expiresIn: settings.urlLifetime
            )
        } catch {
            throw Refusal(error)
        }
        var response = Response(200, json: answer)
        response["Cache-Control"] = "no-store"
        return response
    }

    /// Who uploads, in the form that the row takes over as `UploadedBy`.
    private static func metadata(of caller: Request.Caller) -> [String: String] {
        switch caller {
        case .nobody:
            [:]
        case .signer(let name), .tokenBearer(let name):
            // A header holds printable ASCII only.
            ["user": name.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? name : PercentEncoding.encoded(name)]
        }
    }

    private func unsupported(_ found: String) -> Refusal {
        .unsupportedMediaType(
            found,
            accepted: settings.acceptedFormats.map(\.mediaType) + ["multipart/form-data", "application/json"]
        )
    }
}

/// Where an upload goes, and where to ask for it.
private struct Upload {
    let name: FileName
    let location: S3Location
    let path: String

    init(_ name: FileName, _ settings: UploadAPISettings) {
        self.name = name
        location = S3Location(bucket: settings.sourceBucket, key: settings.uploadPrefix + name.text)
        path = "/image/" + PercentEncoding.encoded(name.text)
    }
}

private struct UploadAnswer: Encodable {
    struct Form: Encodable {
        var url: String
        var method = "POST"
        var fields: [String: String]
        var expiresIn: Int
    }

    var filename: String
    var key: String
    var location: String
    var upload: Form?

    init(_ upload: Upload) {
        filename = upload.name.text
        key = upload.location.key
        location = upload.path
    }
}
