import FoundationEssentials
import ImageRecord
import JSON
import Testing

@testable import ImagePipeline

@Suite struct EventTests {
    private static let s3 = #"""
        {"Records":[{"eventVersion":"2.6","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-11-21T09:30:00.125Z",
        "eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AWS:ABC"},"s3":{"bucket":{"name":"photos"},
        "object":{"key":"a/b+c%2Bd%C3%A4.jpg","size":3,"eTag":"x","versionId":"v1","sequencer":"0055aed6dcd90281e5"}}}]}
        """#

    private static let expected = ObjectEvent(
        .created,
        bucket: "photos",
        key: "a/b c+dä.jpg",
        versionID: "v1",
        sequencer: Sequencer("0055AED6DCD90281E5"),
        time: Date(timeIntervalSince1970: 1_795_253_400.125),
        principal: "AWS:ABC"
    )

    private static func quoted(_ text: String) -> String {
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }

    /// What an event other than a queue's or a batch job's is about.
    private static func notifications(_ payload: String) throws -> [Event.Notification] {
        guard case .notifications(let notifications) = try Event(Array(payload.utf8)) else {
            throw EventError.malformed("no list of notifications: \(payload)")
        }
        return notifications
    }

    private static var envelopes: [(String, String)] {
        let sns = #"{"Type":"Notification","MessageId":"1","Message":\#(quoted(s3))}"#
        return [
            ("S3", s3),
            ("SNS", #"{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"1","Message":\#(quoted(s3))}}]}"#),
            (
                "a destination's envelope",
                #"{"version":"1.0","requestPayload":\#(s3),"responsePayload":{"errorMessage":"x"}}"#
            ),
            ("SNS inside a destination's envelope", #"{"requestPayload":\#(sns)}"#),
        ]
    }

    @Test(arguments: envelopes) func `a notification is the same event in every envelope`(
        envelope: String,
        payload: String
    ) throws {
        #expect(try Self.notifications(payload) == [.success(Self.expected)], "\(envelope)")
    }

    @Test(arguments: envelopes) func `a queue's message may hold any of them`(envelope: String, payload: String) throws
    {
        let message =
            #"{"messageId":"m","body":\#(Self.quoted(payload)),"attributes":{"ApproximateReceiveCount":"3"},"#
            + #""eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:q"}"#
        guard case .queue(let messages) = try Event(Array(#"{"Records":[\#(message)]}"#.utf8)) else {
            Issue.record("not a queue")
            return
        }
        let read = try #require(messages.first)
        #expect(read.messageID == "m" && read.receiveCount == 3 && !read.isFIFO)
        #expect(try read.notifications.get() == [.success(Self.expected)])
    }

    @Test func `EventBridge does not encode keys`() throws {
        let payload = #"""
            {"version":"0","detail-type":"Object Created","source":"aws.s3","time":"2026-11-21T09:30:00Z","detail":{"bucket":{"name":"b"},
            "object":{"key":"a+b%20c","size":1,"etag":"x","version-id":"v","sequencer":"00AB"},"requester":"123456789012"}}
            """#
        let notifications = try Self.notifications(payload)
        let event = try #require(notifications.first).get()
        #expect(event.key == "a+b%20c" && event.kind == .created && event.principal == "123456789012")
        #expect(event.versionID == "v" && event.sequencer == Sequencer("00ab"))
    }

    @Test(
        arguments: [
            ("ObjectCreated:Put", ObjectEvent.Kind.created), ("s3:ObjectCreated:CompleteMultipartUpload", .created),
            ("ObjectRemoved:Delete", .removed), ("ObjectRemoved:DeleteMarkerCreated", .removed),
            ("LifecycleExpiration:Delete", .removed), ("ObjectTagging:Put", nil),
            ("Replication:OperationFailedReplication", nil),
        ] as [(String, ObjectEvent.Kind?)]
    )
    func `the name of an S3 event tells whether it concerns an image`(name: String, kind: ObjectEvent.Kind?) throws {
        let payload = #"{"Records":[{"eventName":"\#(name)","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}"#
        let notifications = try Self.notifications(payload)
        #expect(notifications == (kind.map { [.success(ObjectEvent($0, bucket: "b", key: "k"))] } ?? []))
    }

    @Test func `a test event holds nothing to do`() throws {
        let payload = #"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#
        let notifications = try Self.notifications(payload)
        #expect(notifications.isEmpty)
    }

    @Test func `a broken record does not make its neighbors fail`() throws {
        let payload = #"""
            {"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"%zz"}}},
            {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"}}},
            {"eventVersion":"3.0","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}},
            {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}
            """#
        let notifications = try Self.notifications(payload)
        #expect(notifications.count == 4)
        #expect(notifications[0] == .failure(.undecodableKey("%zz")))
        #expect(notifications[1].isFailure)
        #expect(notifications[2] == .failure(.malformed("eventVersion \"3.0\"; accepted: 2.x")))
        #expect(notifications[3] == .success(ObjectEvent(.created, bucket: "b", key: "k")))
    }

    @Test(arguments: ["not json", #"{"messageId":1}"#, #"{"hello":"world"}"#, "", #"{"Records":[]}"#])
    func `a message that cannot be read is that message's own failure`(body: String) throws {
        let payload = #"{"Records":[{"messageId":"m","eventSource":"aws:sqs","body":\#(Self.quoted(body))}]}"#
        guard case .queue(let messages) = try Event(Array(payload.utf8)) else {
            Issue.record("not a queue")
            return
        }
        // An S3 notification without records is odd, but says nothing wrong.
        #expect(messages.first?.notifications.isFailure == (body != #"{"Records":[]}"#))
    }

    @Test(arguments: [
        ("[]", "malformed event"), ("{}", "an object of no fields"), (#"{"hello":1,"a":2}"#, "an object of a, hello"),
        ("{\"Records\":", "malformed event"), ("\u{0}", "malformed event"), (#"{"Records":{}}"#, "malformed event"),
    ])
    func `a payload of no known shape is refused by what it is`(payload: String, reason: String) {
        let error = #expect(throws: EventError.self) { try Event(Array(payload.utf8)) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `batch jobs name the bucket by ARN or by name`() throws {
        for task in [#""s3BucketArn":"arn:aws:s3:::b""#, #""s3Bucket":"b""#] {
            let payload = #"""
                {"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[{"taskId":"t","s3Key":"a%20b+c",
                "s3VersionId":null,\#(task)}]}
                """#
            guard case .batchJob(let job) = try Event(Array(payload.utf8)) else {
                Issue.record("not a batch job")
                return
            }
            #expect(job.tasks.first?.taskID == "t" && job.invocationId == "i")
            #expect(try job.tasks.first?.notification.get() == ObjectEvent(.requested, bucket: "b", key: "a b c"))
        }
    }

    @Test func `a direct request may name a version and bring renditions`() throws {
        let payload = #"{"bucket":"b","key":"a+b","versionId":"v","renditions":[{"name":"x"}],"width":3}"#
        let notifications = try Self.notifications(payload)
        let expected = ObjectEvent(
            .requested,
            bucket: "b",
            key: "a+b",
            versionID: "v",
            renditions: [["name": "x"]]
        )
        #expect(notifications == [.success(expected)])
    }

    @Test func `an answer is an input: each of its renditions is a source now`() throws {
        let answer =
            #"{"results":[{"imageId":"p/a.jpg","status":"READY","renditions":[{"name":"x","bucket":"b","key":"a+b","bytes":3},"#
            + #"{"name":"y","bucket":"c","key":"d"}]},{"imageId":"p/b","status":"REJECTED","renditions":[]}],"#
            + #""renditions":[{"name":"z"}]}"#
        let notifications = try Self.notifications(answer)
        let expected = [("b", "a+b"), ("c", "d")].map { bucket, key in
            ObjectEvent(.requested, bucket: bucket, key: key, renditions: [["name": "z"]])
        }
        #expect(notifications == expected.map { .success($0) })
    }
}
