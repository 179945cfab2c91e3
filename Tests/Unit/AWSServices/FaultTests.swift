import FoundationEssentials
import HTTP
import TestSupport
import Testing

@testable import AWSServices

/// Every small call fails in every way, for N = 0, 1, 2 … until it gives up, over the real transport.
@Suite struct FaultTests {
    enum Fault: CaseIterable {
        case status500, badGateway, throttled, reset, close, garbageHTTP, truncated, garbageBody, emptyBody
    }

    enum Operation: CaseIterable {
        case headObject, putObject, deleteObject, getItem, putItem, publish

        var attempts: Int { self == .getItem || self == .putItem ? 4 : 3 }

        /// Whether an answer without the right body can be told from the right answer.
        var readsBody: Bool {
            switch self {
            case .getItem, .putItem, .publish: true
            case .headObject, .putObject, .deleteObject: false
            }
        }

        func run(_ harness: Harness) throws {
            let context = harness.context()
            let location = S3Location(bucket: "photos", key: "k")
            switch self {
            case .headObject: _ = try S3(harness.client).headObject(location, context: context)
            case .putObject:
                try S3(harness.client).putObject(
                    location,
                    bytes: [1, 2, 3],
                    contentType: "image/png",
                    context: context
                )
            case .deleteObject: try S3(harness.client).deleteObject(location, context: context)
            case .getItem:
                let item = try DynamoDB(harness.client).getItem(table: "t", key: [:], context: context)
                #expect(item == ["a": .number(1)])
            case .putItem: try DynamoDB(harness.client).putItem(table: "t", item: ["a": .null], context: context)
            case .publish:
                try SNS(harness.client).publish(topicARN: "arn:aws:sns:eu-west-1:1:t", message: "m", context: context)
            }
        }

        var success: ScriptedServer.Answer {
            switch self {
            case .headObject: .response(200, [(name: "ETag", value: "\"e\"")], body: [1, 2, 3])
            case .putObject: .response(200, [(name: "ETag", value: "\"e\"")])
            case .deleteObject: .response(204)
            case .getItem:
                .response(
                    200,
                    [(name: "x-amz-crc32", value: "2920141424")],
                    body: Array(#"{"Item":{"a":{"N":"1"}}}"#.utf8)
                )
            case .putItem: .response(200, body: Array("{}".utf8))
            case .publish: .response(200, body: Array("<PublishResponse><PublishResult/></PublishResponse>".utf8))
            }
        }

        func failure(_ fault: Fault) -> ScriptedServer.Answer {
            switch fault {
            case .status500: .response(500)
            case .badGateway:
                .response(502, [(name: "Content-Type", value: "text/html")], body: Array("<html><hr>".utf8))
            case .throttled:
                self == .headObject
                    ? .response(503)
                    : .response(400, body: Array(#"{"__type":"x#ThrottlingException","message":"slow down"}"#.utf8))
            case .reset: .reset
            case .close: .close
            case .garbageHTTP: .raw("SSH-2.0-OpenSSH_9.2\r\n")
            case .truncated: .truncated([], body: Array(repeating: 0x7B, count: 100), after: 10, reset: false)
            case .garbageBody: .response(200, body: Array("<<<garbage>>>".utf8))
            case .emptyBody: .response(200)
            }
        }
    }

    private static let cases: [(Operation, Fault)] = Operation.allCases.flatMap { operation in
        Fault.allCases.compactMap { fault in
            switch fault {
            case .garbageBody, .emptyBody: operation.readsBody ? (operation, fault) : nil
            // The answer to HEAD has no body to be cut.
            case .truncated: operation == .headObject ? nil : (operation, fault)
            default: (operation, fault)
            }
        }
    }

    @Test(arguments: cases, 0...4)
    func `a call succeeds as soon as the server does, or reports a transient failure`(
        what: (operation: Operation, fault: Fault),
        times: Int
    ) throws {
        let server = try ScriptedServer { request in
            request.number < times ? what.operation.failure(what.fault) : what.operation.success
        }
        let harness = try Harness(server)
        if times < what.operation.attempts {
            try what.operation.run(harness)
            #expect(server.requests.count == times + 1)
        } else {
            let error = #expect(throws: ServiceError.self) { try what.operation.run(harness) }
            #expect(error?.isTransient == true, "\(String(describing: error))")
            #expect(server.requests.count == what.operation.attempts)
        }
        #expect(harness.slept <= .seconds(what.fault == .throttled ? 7 : 1))
        #expect(server.requests.map(\.body).allSatisfy { $0 == server.requests.first?.body })
    }

    @Test func `a corrupt answer of DynamoDB is noticed by its checksum`() throws {
        let server = try ScriptedServer { request in
            request.number == 0
                ? .response(
                    200,
                    [(name: "x-amz-crc32", value: "2920141424")],
                    body: Array(#"{"Item":{"a":{"N":"2"}}}"#.utf8)
                )
                : Operation.getItem.success
        }
        try Operation.getItem.run(try Harness(server))
        #expect(server.requests.count == 2)
    }

    @Test func `calls of one thread share one connection`() throws {
        let server = try ScriptedServer { request in
            switch request.headers["X-Amz-Target"] {
            case nil: Operation.headObject.success
            default: Operation.getItem.success
            }
        }
        let harness = try Harness(server)
        for _ in 0..<20 {
            try Operation.headObject.run(harness)
            try Operation.getItem.run(harness)
        }
        #expect(server.requests.count == 40)
        #expect(server.connectionCount == 1)
    }

    @Test func `no error text holds a credential or a signature`() throws {
        let secrets = Harness.environment.filter { $0.key != "AWS_REGION" }.map(\.value) + ["Signature", "AWS4-HMAC"]
        for (operation, fault) in Self.cases {
            let server = try ScriptedServer { _ in operation.failure(fault) }
            let error = #expect(throws: ServiceError.self) { try operation.run(try Harness(server)) }
            let texts = [error.map { "\($0)" } ?? "", String(reflecting: error)]
            for secret in secrets { #expect(!texts.contains { $0.contains(secret) }, "\(operation) \(fault)") }
        }
    }
}
