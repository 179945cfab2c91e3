import FoundationEssentials
import JSON

/// The outermost object of an event: its fields tell what it is.
struct EventEnvelope: Decodable {
    let event: Event

    private enum Field: String, CodingKey, CaseIterable {
        case records = "Records"
        case testEvent = "Event"
        case requestPayload
        case detailType = "detail-type"
        case invocationSchemaVersion
        case type = "Type"
        case message = "Message"
        case bucket
        case key
        case results
    }

    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Field.self)
        if object.contains(.requestPayload) {
            // Lambda's destination envelope around an event that failed: redriven as it was.
            event = try object.decode(EventEnvelope.self, forKey: .requestPayload).event
        } else if object.contains(.invocationSchemaVersion) {
            event = .batchJob(try BatchJob(from: decoder))
        } else if object.contains(.records) {
            event = try Self.records(object)
        } else if object.contains(.detailType) {
            event = .notifications([try EventBridgeEvent(from: decoder)].compactMap(\.objectEvent).map { .success($0) })
        } else if object.contains(.type), object.contains(.message) {
            event = .notifications(try Event.notifications(in: object.decode(String.self, forKey: .message)))
        } else if object.contains(.testEvent), try object.decode(String.self, forKey: .testEvent) == "s3:TestEvent" {
            event = .notifications([])
        } else if object.contains(.bucket), object.contains(.key) {
            event = .notifications([.success(try DirectRequest(from: decoder).objectEvent)])
        } else if object.contains(.results) {
            event = .notifications(try ChainedRequest(from: decoder).objectEvents.map { .success($0) })
        } else {
            let keys = try decoder.container(keyedBy: AnyField.self).allKeys.map(\.stringValue).sorted()
            throw EventError.unknownShape(keys: Array(keys.prefix(10)))
        }
    }

    private static func records(_ object: KeyedDecodingContainer<Field>) throws -> Event {
        let sources = try object.decode([Attempt<RecordSource>].self, forKey: .records)
        switch sources.lazy.compactMap(\.value?.source).first {
        case "aws:sqs":
            return .queue(try object.decode([QueueMessage].self, forKey: .records))
        case "aws:sns":
            let messages = try object.decode([Attempt<SNSRecord>].self, forKey: .records)
            return .notifications(messages.flatMap { $0.notifications { try $0.notifications } })
        default:
            // "aws:s3"; other S3s name themselves ("minio:s3", "ceph:s3").
            let records = try object.decode([Attempt<S3Record>].self, forKey: .records)
            return .notifications(
                records.flatMap { $0.notifications { try $0.objectEvent.map { [.success($0)] } ?? [] } }
            )
        }
    }
}

/// The sender of a record: S3 and SQS spell the field in one way, SNS in the other.
private struct RecordSource: Decodable {
    let source: String?

    private enum Field: String, CodingKey {
        case lowerCase = "eventSource"
        case upperCase = "EventSource"
    }

    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Field.self)
        source =
            try object.decodeIfPresent(String.self, forKey: .lowerCase)
            ?? object.decodeIfPresent(String.self, forKey: .upperCase)
    }
}

/// A record, or why it cannot be read: a broken one does not make its neighbors fail.
struct Attempt<Value: Decodable>: Decodable {
    let result: Result<Value, EventError>

    init(from decoder: any Decoder) throws {
        do {
            result = .success(try Value(from: decoder))
        } catch let error as EventError {
            result = .failure(error)
        } catch {
            result = .failure(.malformed(error.jsonReason))
        }
    }

    var value: Value? { try? result.get() }

    func notifications(_ read: (Value) throws -> [Event.Notification]) -> [Event.Notification] {
        do {
            return try read(result.get())
        } catch let error as EventError {
            return [.failure(error)]
        } catch {
            return [.failure(.malformed("\(error)"))]
        }
    }
}

private struct AnyField: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
