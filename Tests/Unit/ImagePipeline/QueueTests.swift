import AWSServices
import Environment
import FoundationEssentials
import HTTP
import JSON
import Synchronization
import Telemetry
import TestSupport
import Testing
import Time

@testable import ImagePipeline

/// Batches of a queue: what is returned for redelivery, in which order and where messages are worked on.
@Suite struct QueueTests {
    private static let photo = Picture.png(width: 60, height: 40)

    private func handler(_ aws: FakeAWS, isolation: EventHandler.Isolation? = nil) throws -> EventHandler {
        try Harness.handler(aws, isolation: isolation)
    }

    private struct Message {
        var id: String
        var key: String
        var receiveCount = 1
        var queue = "q"

        var json: JSONValue {
            let body: JSONValue = [
                "Records": [
                    [
                        "eventName": "ObjectCreated:Put",
                        "s3": ["bucket": ["name": "photos"], "object": ["key": .string(key), "sequencer": "01"]],
                    ]
                ]
            ]
            return [
                "messageId": .string(id), "eventSource": "aws:sqs",
                "eventSourceARN": .string("arn:aws:sqs:eu-west-1:123456789012:\(queue)"),
                "attributes": ["ApproximateReceiveCount": .string("\(receiveCount)")],
                "body": .string(String(decoding: body.encoded(), as: UTF8.self)),
            ]
        }
    }

    private func failures(_ handler: EventHandler, _ messages: [Message], deadline: Deadline? = nil) throws -> [String]
    {
        struct Answer: Decodable {
            struct Item: Decodable { var itemIdentifier: String }
            var batchItemFailures: [Item]
        }
        let payload = JSONValue.object(["Records": .array(messages.map(\.json))]).encoded()
        let log = Log(clock: Harness.clock, write: Evidence.keep)
        let answer = try handler.handle(payload, deadline: deadline, traceID: nil, log: log)
        return try JSONDecoder().decode(Answer.self, from: Data(answer)).batchItemFailures.map(\.itemIdentifier)
    }

    @Test func `only the messages that failed are delivered again`() throws {
        let aws = FakeAWS()
        for key in ["a.png", "b.png", "c.png"] { aws.put("photos/\(key)", Self.photo) }
        aws.onRequest { _, _, name in name == "GetObject photos/b.png" ? .status(400, code: "InvalidRequest") : nil }
        let messages = ["a.png", "b.png", "gone.png", "c.png"].map { Message(id: "id-\($0)", key: $0) }
        #expect(try failures(handler(aws), messages) == ["id-b.png"])
        #expect(
            aws.current.rows.mapValues { $0["Status"]?.attribute } == [
                "photos/a.png": "READY", "photos/c.png": "READY", "photos/gone.png": "DELETED",
            ]
        )
    }

    @Test func `a bad image is no failure`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Array("GIF89a".utf8))
        #expect(try failures(handler(aws), [Message(id: "m", key: "a.png")]).isEmpty)
        #expect(aws.current.rows["photos/a.png"]?["Status"]?.attribute == "REJECTED")
    }

    @Test func `nothing is begun when the deadline is near`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let near = Deadline(Harness.clock.now().addingTimeInterval(0.6))
        #expect(try failures(handler(aws), [Message(id: "m", key: "a.png")], deadline: near) == ["m"])
        #expect(aws.current.requests.isEmpty)
    }

    @Test func `the most often received message is worked on first`() throws {
        let aws = FakeAWS()
        let messages = (1...5).map { Message(id: "\($0)", key: "\($0).png", receiveCount: $0 % 3 == 0 ? 2 : 1) }
        #expect(try failures(handler(aws), messages).isEmpty)
        #expect(aws.current.requests.first == "GetItem" && aws.current.rows.count == 5)
    }

    @Test func `a FIFO queue's messages stop at the first failure`() throws {
        let aws = FakeAWS()
        for key in ["a.png", "b.png", "c.png"] { aws.put("photos/\(key)", Self.photo) }
        aws.onRequest { _, _, name in name == "GetObject photos/b.png" ? .status(400, code: "InvalidRequest") : nil }
        let messages = ["a.png", "b.png", "c.png"].map { Message(id: $0, key: $0, queue: "q.fifo") }
        #expect(try failures(handler(aws), messages) == ["b.png", "c.png"])
        #expect(!aws.current.requests.contains("GetObject photos/c.png"))
    }

    @Test func `a message that keeps coming back is worked on in a process of its own`() throws {
        let aws = FakeAWS()
        for key in ["a.png", "b.png", "c.png"] { aws.put("photos/\(key)", Self.photo) }
        let isolated = Mutex<[String]>([])
        let handler = try handler(aws) { event, _, _ in
            guard case .notifications(let notifications) = try Event(event) else { return }
            let key = try notifications[0].get().key
            isolated.withLock { $0.append(key) }
            if key == "b.png" { throw HTTPError.interrupted("signal 9") }
        }
        let messages = [("a.png", 2), ("b.png", 3), ("c.png", 4)].map { Message(id: $0, key: $0, receiveCount: $1) }
        #expect(try failures(handler, messages) == ["b.png"])
        #expect(isolated.withLock { Set($0) } == ["b.png", "c.png"])
        #expect(aws.current.rows.keys.sorted() == ["photos/a.png"])
    }

    @Test func `a directly delivered event fails as a whole, because only Lambda can deliver it again`() throws {
        let aws = FakeAWS()
        aws.onRequest { _, _, name in name.hasPrefix("GetObject") ? .status(400, code: "InvalidRequest") : nil }
        let payload =
            #"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"photos"},"object":{"key":"k"}}}]}"#
        let log = Log(clock: Harness.clock, write: Evidence.keep)
        let handler = try handler(aws)
        #expect(throws: EventFailure.self) {
            try handler.handle(Array(payload.utf8), deadline: nil, traceID: nil, log: log)
        }
    }

    @Test func `each task of a batch job is answered by what became of it`() throws {
        let aws = FakeAWS()
        aws.put("photos/good.png", Self.photo)
        aws.put("photos/bad.png", [1, 2, 3])
        aws.onRequest { _, _, name in name == "GetObject photos/later.png" ? .status(400, code: "InvalidRequest") : nil
        }
        let tasks = ["good.png", "bad.png", "gone.png", "later.png", "%zz"].map { key in
            #"{"taskId":"\#(key)","s3Key":"\#(key)","s3Bucket":"photos"}"#
        }
        let payload =
            #"{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j"},"tasks":[\#(tasks.joined(separator: ","))]}"#
        let answer = try handler(aws).handle(
            Array(payload.utf8),
            deadline: nil,
            traceID: nil,
            log: Log(clock: Harness.clock, write: Evidence.keep)
        )
        struct Answer: Decodable {
            struct Result: Decodable {
                var taskId: String
                var resultCode: String
            }
            var invocationSchemaVersion: String
            var treatMissingKeysAs: String
            var invocationId: String
            var results: [Result]
        }
        let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer))
        #expect(decoded.invocationSchemaVersion == "2.0" && decoded.invocationId == "i")
        #expect(
            decoded.results.map { "\($0.taskId) \($0.resultCode)" } == [
                "good.png Succeeded", "bad.png PermanentFailure", "gone.png PermanentFailure",
                "later.png TemporaryFailure",
                "%zz PermanentFailure",
            ]
        )
    }
}
