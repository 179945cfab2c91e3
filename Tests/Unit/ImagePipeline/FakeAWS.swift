import Digests
import Encodings
import FoundationEssentials
import HTTP
import ImageRecord
import JSON
import Synchronization
import TestSupport

/// S3, DynamoDB and SNS in memory, behind the one seam to the network; a hook sees every request before it is carried out.
///
/// It knows just the calls that the pipeline makes, and answers them as AWS does: conditions on writes, 404 to a missing key.
final class FakeAWS: HTTPTransport {
    struct Object: Equatable {
        var bytes: [UInt8]
        var contentType: String
        var metadata: [String: String]
        var cacheControl: String?

        let eTag: String

        init(bytes: [UInt8], contentType: String, metadata: [String: String], cacheControl: String?) {
            self.bytes = bytes
            self.contentType = contentType
            self.metadata = metadata
            self.cacheControl = cacheControl
            var digest = StreamingDigest(.md5)
            digest.update(bytes.span)
            eTag = Hexadecimal.text(digest.finalize() ?? [])
        }
    }

    /// What happens instead of the answer.
    enum Fault {
        case status(Int, code: String)
        case lostBefore
        case lostAfter
        /// One bit of the answer's body is another.
        case flipped(at: Int)
    }

    struct State {
        var objects: [String: Object] = [:]
        var rows: [String: [String: JSONValue]] = [:]
        var messages: [String] = []
        var requests: [String] = []
    }

    typealias Hook = @Sendable (FakeAWS, Int, String) -> Fault?

    private let state = Mutex(State())
    private let hook = Mutex<Hook?>(nil)

    var current: State { state.withLock { $0 } }

    /// Sets what is called with each request's number, from 1, and its name, such as `PutObject thumbs/a.jpg`.
    func onRequest(_ body: @escaping Hook) { hook.withLock { $0 = body } }

    func put(_ location: String, _ bytes: [UInt8], metadata: [String: String] = [:]) {
        state.withLock {
            $0.objects[location] = Object(
                bytes: bytes,
                contentType: "application/octet-stream",
                metadata: metadata,
                cacheControl: nil
            )
        }
    }

    func putRow(_ imageID: String, _ item: [String: JSONValue]) { state.withLock { $0.rows[imageID] = item } }

    func delete(_ location: String) { state.withLock { $0.objects[location] = nil } }

    func send(_ request: HTTPRequest, body: (HTTPResponseHead, Span<UInt8>) throws -> Void) throws -> HTTPResponseHead {
        Evidence.request(request.headers, url: request.url)
        let call = Call(request)
        let number = state.withLock { state in
            state.requests.append(call.name)
            return state.requests.count
        }
        let fault = hook.withLock { $0 }?(self, number, call.name)
        if case .status(let status, let code) = fault {
            return try reply(.error(status, code), to: request, body)
        }
        if case .lostBefore = fault { throw HTTPError.interrupted("lost before") }
        var answer = state.withLock { call.perform(on: &$0) }
        if case .lostAfter = fault { throw HTTPError.interrupted("lost after") }
        if case .flipped(let offset) = fault { answer.body[offset] ^= 4 }
        return try reply(answer, to: request, body)
    }

    private func reply(
        _ answer: Answer,
        to request: HTTPRequest,
        _ body: (HTTPResponseHead, Span<UInt8>) throws -> Void
    ) throws -> HTTPResponseHead {
        var head = HTTPResponseHead(status: answer.status, headers: HTTPHeaders(answer.headers))
        head.headers["Content-Length"] = "\(answer.body.count)"
        guard request.method != .head, !answer.body.isEmpty else { return head }
        // In pieces, as a network delivers it.
        var rest = answer.body[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(1000))
            rest = rest.dropFirst(piece.count)
            try body(head, piece.span)
        }
        return head
    }
}

struct Answer {
    var status = 200
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    static func error(_ status: Int, _ code: String) -> Answer {
        Answer(status: status, body: Array("<Error><Code>\(code)</Code><Message>as told</Message></Error>".utf8))
    }

    static func json(_ value: JSONValue, status: Int = 200) -> Answer {
        Answer(status: status, headers: [("Content-Type", "application/x-amz-json-1.0")], body: value.encoded())
    }
}

/// One request, told apart by its form.
private struct Call {
    let request: HTTPRequest
    let name: String
    private let location: String
    private let operation: String

    init(_ request: HTTPRequest) {
        self.request = request
        let path = request.url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }.dropFirst().prefix { $0 != "?" }
        location = PercentEncoding.decoded(String(path))
        if let target = request.headers["X-Amz-Target"] {
            operation = String(target.drop { $0 != "." }.dropFirst())
        } else if request.method == .post {
            operation = "Publish"
        } else {
            operation = request.method.rawValue.capitalized + "Object"
        }
        name = location.isEmpty ? operation : "\(operation) \(location)"
    }

    func perform(on state: inout FakeAWS.State) -> Answer {
        switch operation {
        case "GetObject", "HeadObject": get(state)
        case "PutObject": put(&state)
        case "DeleteObject": delete(&state)
        case "GetItem": getItem(state)
        case "PutItem": putItem(&state)
        default: publish(&state)
        }
    }

    private func get(_ state: FakeAWS.State) -> Answer {
        guard let object = state.objects[location] else { return .error(404, "NoSuchKey") }
        var headers: [(name: String, value: String)] = [
            ("ETag", "\"\(object.eTag)\""), ("Content-Type", object.contentType),
            ("Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT"),
        ]
        for (name, value) in object.metadata { headers.append(("x-amz-meta-\(name)", value)) }
        return Answer(headers: headers, body: object.bytes)
    }

    private func put(_ state: inout FakeAWS.State) -> Answer {
        let existing = state.objects[location]
        if request.headers["If-None-Match"] == "*", existing != nil { return .error(412, "PreconditionFailed") }
        if let eTag = request.headers["If-Match"] {
            guard let existing else { return .error(404, "NoSuchKey") }
            guard eTag == "\"\(existing.eTag)\"" else { return .error(412, "PreconditionFailed") }
        }
        var metadata: [String: String] = [:]
        for field in request.headers.fields where field.name.lowercased().hasPrefix("x-amz-meta-") {
            metadata[String(field.name.lowercased().dropFirst("x-amz-meta-".count))] = field.value
        }
        let object = FakeAWS.Object(
            bytes: request.body,
            contentType: request.headers["Content-Type"] ?? "",
            metadata: metadata,
            cacheControl: request.headers["Cache-Control"]
        )
        state.objects[location] = object
        return Answer(headers: [("ETag", "\"\(object.eTag)\"")])
    }

    private func delete(_ state: inout FakeAWS.State) -> Answer {
        state.objects[location] = nil
        return Answer(status: 204)
    }

    private var fields: [String: JSONValue] {
        (try? JSONDecoder().decode([String: JSONValue].self, from: Data(request.body))) ?? [:]
    }

    private func getItem(_ state: FakeAWS.State) -> Answer {
        guard case .object(let key) = fields["Key"], let id = key["ImageID"]?.attribute else {
            return .json([:], status: 400)
        }
        return .json(.object(state.rows[id].map { ["Item": .object($0)] } ?? [:]))
    }

    private func putItem(_ state: inout FakeAWS.State) -> Answer {
        guard case .object(let item) = fields["Item"], let id = item["ImageID"]?.attribute else {
            return .json([:], status: 400)
        }
        let previous = state.rows[id]?["Revision"]?.attribute
        var expected: String?
        if case .object(let values) = fields["ExpressionAttributeValues"] { expected = values[":previous"]?.attribute }
        guard previous == expected else {
            return .json(
                ["__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "failed"],
                status: 400
            )
        }
        state.rows[id] = item
        return .json([:])
    }

    private func publish(_ state: inout FakeAWS.State) -> Answer {
        for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") where pair.hasPrefix("Message=")
        {
            state.messages.append(
                PercentEncoding.decoded(String(pair.dropFirst("Message=".count)), plusIsSpace: true)
            )
        }
        return Answer(
            body: Array(
                "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>".utf8
            )
        )
    }
}

extension JSONValue {
    /// The text of a DynamoDB string or number.
    var attribute: String? {
        guard case .object(let value) = self, case .string(let text) = value["S"] ?? value["N"] else { return nil }
        return text
    }
}
