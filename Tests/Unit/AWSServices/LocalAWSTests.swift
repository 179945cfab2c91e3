import AWSServices
import Environment
import FoundationEssentials
import HTTP
import TestSupport
import Testing
import Time

/// Calls against MiniStack, a server of AWS's protocols that is not ours.
@Suite(.enabled(if: LocalAWS.isInstalled, "MiniStack is not in .build/venv; make setup installs it"))
struct LocalAWSTests {
    private func client(_ server: LocalAWS) throws -> AWSClient {
        let configuration = try AWSConfiguration(environment: [
            "AWS_REGION": LocalAWS.region, "AWS_ACCESS_KEY_ID": LocalAWS.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": LocalAWS.secretAccessKey, "AWS_ENDPOINT_URL": server.url,
        ])
        return AWSClient(transport: WitnessedTransport(), configuration: configuration, clock: .system)
    }

    @Test func `objects, items and messages go there and back`() throws {
        let server = try #require(LocalAWS(), "no local AWS came up")
        let client = try client(server)
        let s3 = S3(client)
        let context = CallContext(
            deadline: Deadline(Date() + 30),
            traceID: "Root=1-5e1b4151-5ac6c58f39f18cdc2a8ed5ab;Sampled=0"
        )
        try LocalResources(client).createBucket("photos")
        try LocalResources(client).createTable("ImageMetadata", key: "ImageID")
        let topic = try LocalResources(client).createTopic("results")

        let location = S3Location(bucket: "photos", key: "a folder/ä+b.jpg")
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let stored = try s3.putObject(
            location,
            bytes: bytes,
            contentType: "image/jpeg",
            cacheControl: "public, max-age=60",
            metadata: ["user": "ada"],
            context: context
        )
        var received: [UInt8] = []
        var announced: S3Object?
        let object = try s3.getObject(location, context: context) {
            announced = $0
        } body: {
            received.append($0)
        }
        #expect(received == bytes)
        #expect(object == announced)
        #expect(object.eTag == stored.eTag)
        #expect(object.metadata == ["user": "ada"])
        #expect(object.contentType == "image/jpeg")
        #expect(try s3.headObject(location, context: context).contentLength == bytes.count)
        try s3.deleteObject(location, context: context)
        let error = #expect(throws: ServiceError.self) { try s3.headObject(location, context: context) }
        guard case .notFound = error else {
            Issue.record("a missing key answered \(String(describing: error))")
            return
        }

        let table = DynamoDB(client)
        let item: [String: AttributeValue] = [
            "ImageID": .string("photos/ä"), "Revision": .number(1),
            "Renditions": .list([.map(["name": .string("thumb")])]),
            "Flag": .bool(true), "Nothing": .null,
        ]
        let isNew = ConditionExpression("attribute_not_exists(#id)", names: ["#id": "ImageID"])
        try table.putItem(table: "ImageMetadata", item: item, condition: isNew, context: context)
        let key: [String: AttributeValue] = ["ImageID": .string("photos/ä")]
        #expect(try table.getItem(table: "ImageMetadata", key: key, context: context) == item)
        #expect(
            try table.getItem(table: "ImageMetadata", key: ["ImageID": .string("x")], context: context) == nil
        )
        let second = #expect(throws: ServiceError.self) {
            try table.putItem(table: "ImageMetadata", item: item, condition: isNew, context: context)
        }
        guard case .conditionalCheckFailed = second else {
            Issue.record("a second write answered \(String(describing: second))")
            return
        }
        try SNS(client).publish(
            topicARN: topic,
            message: "{\"a\": \"ä&+=\"}",
            attributes: ["status": "READY"],
            context: context
        )
    }
}
