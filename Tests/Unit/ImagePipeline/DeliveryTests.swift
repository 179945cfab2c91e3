import AWSServices
import Environment
import FoundationEssentials
import ImageRecord
import JSON
import Synchronization
import TestSupport
import Testing

@testable import ImagePipeline

/// The promises of delivery, against an AWS in memory.
@Suite struct DeliveryTests {
    private static let photo = Picture.png(width: 400, height: 300)

    private func pipeline(_ aws: FakeAWS, recipe: String = "thumbnail") throws -> Pipeline {
        try Harness.pipeline(aws, ["RECIPE": recipe])
    }

    private func created(_ key: String = "a.png", _ sequencer: String? = "01", bucket: String = "photos") -> ObjectEvent
    {
        ObjectEvent(
            .created,
            bucket: bucket,
            key: key,
            sequencer: sequencer.flatMap { Sequencer($0) },
            time: Date(timeIntervalSince1970: 1_600_000_000),
            principal: "AWS:ABC"
        )
    }

    private func removed(_ key: String = "a.png", _ sequencer: String = "02") -> ObjectEvent {
        ObjectEvent(.removed, bucket: "photos", key: key, sequencer: Sequencer(sequencer))
    }

    private func row(_ aws: FakeAWS, _ imageID: String = "photos/a.png") -> [String: JSONValue]? {
        aws.current.rows[imageID]
    }

    private func messages(_ aws: FakeAWS) throws -> [ImageResult] {
        try aws.current.messages.map { try JSONDecoder().decode(ImageResult.self, from: Data($0.utf8)) }
    }

    @Test func `an image becomes a rendition, a row and a message, in this order`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo, metadata: ["user": "Ada"])
        let development = try pipeline(aws).develop(created(), CallContext())
        #expect(development.outcome.status == .ready)
        let rendition = try #require(aws.current.objects["thumbs/a.png"])
        #expect(rendition.contentType == "image/png" && rendition.cacheControl == "public, max-age=60")
        #expect(Provenance(rendition.metadata)?.eTag == aws.current.objects["photos/a.png"]?.eTag)
        let row = try #require(self.row(aws))
        #expect(row["Status"]?.attribute == "READY" && row["Revision"]?.attribute == "1")
        #expect(
            row["Width"]?.attribute == "400" && row["Height"]?.attribute == "300" && row["Format"]?.attribute == "png"
        )
        #expect(row["ThumbnailPath"]?.attribute == "s3://thumbs/a.png" && row["UploadedBy"]?.attribute == "Ada")
        #expect(row["Sequencer"]?.attribute == "01" + String(repeating: "0", count: 62))
        #expect(row["UploadTime"]?.attribute == "2020-09-13T12:26:40.000Z" && row["Filename"]?.attribute == "a.png")
        let message = try #require(messages(aws).first)
        #expect(message.status == .ready && message.imageId == "photos/a.png" && message.renditions.first?.width == 200)
        #expect(message.placeholder == development.result.placeholder && message.placeholder?.dominantColor != nil)
        #expect(row["ThumbHash"]?.attribute == message.placeholder?.thumbHash)
        #expect(row["DominantColor"]?.attribute == message.placeholder?.dominantColor)
        #expect(
            aws.current.requests == [
                "GetItem", "GetObject photos/a.png", "PutObject thumbs/a.png", "PutItem", "Publish",
            ]
        )
    }

    @Test func `a duplicate costs no download, and announces again`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created(), CallContext())
        let before = aws.current.requests.count
        #expect(try pipeline.develop(created(), CallContext()).outcome.status == .duplicate)
        #expect(aws.current.requests.dropFirst(before) == ["GetItem", "HeadObject thumbs/a.png", "PutItem", "Publish"])
        #expect(try messages(aws).map(\.status) == [.ready, .ready])
    }

    @Test func `an older event is dropped silently`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created("a.png", "02"), CallContext())
        #expect(try pipeline.develop(created("a.png", "01"), CallContext()).outcome.status == .duplicate)
        #expect(aws.current.messages.count == 1)
    }

    @Test func `without a sequencer nothing is dropped`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created("a.png", nil), CallContext())
        #expect(try pipeline.develop(created("a.png", nil), CallContext()).outcome.status == .ready)
        #expect(row(aws)?["Revision"]?.attribute == "2" && row(aws)?["Sequencer"] == nil)
    }

    @Test func `what a crashed attempt at an older object left behind is mended`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created("a.png", "02"), CallContext())
        let current = try #require(aws.current.objects["thumbs/a.png"])
        let old = Provenance(
            imageID: ImageID(bucket: "photos", key: "a.png"),
            eTag: "older",
            versionID: nil,
            recipeHash: pipeline.recipeHash
        )
        aws.put("thumbs/a.png", [1, 2, 3], metadata: old.metadata)
        #expect(try pipeline.develop(created("a.png", "01"), CallContext()).outcome.status == .ready)
        #expect(aws.current.objects["thumbs/a.png"] == current)
        #expect(row(aws)?["Sequencer"]?.attribute?.hasPrefix("02") == true)
    }

    /// Overtaken before it stores, a worker overwrites the newer rendition and has to mend that; overtaken before it commits, it finds
    /// everything current.
    @Test(arguments: [("PutObject thumbs/a.png", ImageStatus.ready, "2"), ("PutItem", .duplicate, "2")])
    func `an object that changes while it is developed ends as the newer one`(
        overtaken: String,
        status: ImageStatus,
        revision: String
    ) throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let other = try pipeline(aws)
        let newer = created("a.png", "02")
        let hasOvertaken = Mutex(false)
        // The hook holds the other worker, which holds this AWS.
        defer { aws.onRequest { _, _, _ in nil } }
        aws.onRequest { aws, _, name in
            guard name == overtaken, hasOvertaken.withLock({ $0.exchange(true) }) == false else { return nil }
            // Another worker takes the newer upload from beginning to end.
            aws.put("photos/a.png", Picture.png(width: 100, height: 500))
            _ = try? other.develop(newer, CallContext())
            return nil
        }
        #expect(try pipeline(aws).develop(created("a.png", "01"), CallContext()).outcome.status == status)
        #expect(row(aws)?["Height"]?.attribute == "500" && row(aws)?["Revision"]?.attribute == revision)
        #expect(row(aws)?["Sequencer"]?.attribute?.hasPrefix("02") == true)
        let provenance = Provenance(try #require(aws.current.objects["thumbs/a.png"]).metadata)
        #expect(provenance?.eTag == aws.current.objects["photos/a.png"]?.eTag)
    }

    @Test func `a removed object takes its renditions along and leaves a tombstone`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created(), CallContext())
        aws.delete("photos/a.png")
        #expect(try pipeline.develop(removed(), CallContext()).outcome.status == .deleted)
        #expect(aws.current.objects.isEmpty)
        #expect(row(aws)?["Status"]?.attribute == "DELETED" && row(aws)?["ThumbnailPath"] == nil)
        #expect(row(aws)?["Sequencer"]?.attribute?.hasPrefix("02") == true && row(aws)?["Revision"]?.attribute == "2")
    }

    @Test func `an object that is there again when its removal is worked on is developed`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        #expect(try pipeline(aws).develop(removed(), CallContext()).outcome.status == .ready)
        #expect(aws.current.objects["thumbs/a.png"] != nil)
    }

    @Test func `an object that is gone when its creation is worked on is no error`() throws {
        let aws = FakeAWS()
        #expect(try pipeline(aws).develop(created(), CallContext()).outcome.status == .deleted)
        #expect(row(aws)?["Status"]?.attribute == "DELETED")
    }

    @Test func `a bad image is recorded, announced, and removes what the good one before it left`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created(), CallContext())
        aws.put("photos/a.png", Array("<html>".utf8))
        #expect(try pipeline.develop(created("a.png", "02"), CallContext()).outcome.status == .rejected)
        #expect(aws.current.objects["thumbs/a.png"] == nil)
        #expect(row(aws)?["Status"]?.attribute == "REJECTED" && row(aws)?["Reason"]?.attribute?.isEmpty == false)
        #expect(try messages(aws).map(\.status) == [.ready, .rejected])
        aws.put("photos/a.png", Picture.png(width: 40, height: 30))
        #expect(try pipeline.develop(created("a.png", "03"), CallContext()).outcome.status == .ready)
        #expect(row(aws)?["Status"]?.attribute == "READY" && row(aws)?["Reason"] == nil)
    }

    @Test func `two renditions that would lie at the same key are both refused`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.jpg", Self.photo)
        let recipe = #"{"accept":{"formats":["png"]},"renditions":[{"name":"a"},{"name":"b","format":"jpeg"}]}"#
        let development = try pipeline(aws, recipe: recipe).develop(created("a.jpg"), CallContext())
        #expect(development.outcome.reason == "the renditions a and b would both be stored at s3://thumbs/a.jpg")
        #expect(aws.current.objects["thumbs/a.jpg"] == nil)
        #expect(row(aws, "photos/a.jpg")?["Status"]?.attribute == "REJECTED")
    }

    @Test func `another image's rendition is never overwritten nor removed`() throws {
        let aws = FakeAWS()
        let recipe = #"{"renditions":[{"name":"a","format":"png"}]}"#
        aws.put("photos/a.png", Picture.png(width: 40, height: 30))
        aws.put("photos/a.jpg", Picture.png(width: 50, height: 30))
        let pipeline = try pipeline(aws, recipe: recipe)
        _ = try pipeline.develop(created("a.png"), CallContext())
        let first = try #require(aws.current.objects["thumbs/a.png"])
        let second = try pipeline.develop(created("a.jpg"), CallContext())
        #expect(second.outcome.status == .rejected)
        #expect(second.outcome.reason == "s3://thumbs/a.png holds the rendition of another image")
        aws.delete("photos/a.jpg")
        _ = try pipeline.develop(removed("a.jpg"), CallContext())
        #expect(aws.current.objects["thumbs/a.png"] == first)
    }

    @Test func `an object that Minilab made is skipped when it is notified, and worked on when it is asked for`() throws
    {
        let aws = FakeAWS()
        let provenance = Provenance(
            imageID: ImageID(bucket: "other", key: "x"),
            eTag: "e",
            versionID: nil,
            recipeHash: "r"
        )
        aws.put("photos/a.png", Self.photo, metadata: provenance.metadata)
        let pipeline = try pipeline(aws)
        #expect(try pipeline.develop(created(), CallContext()).outcome.status == .skipped)
        #expect(row(aws) == nil)
        let request = ObjectEvent(.requested, bucket: "photos", key: "a.png")
        #expect(try pipeline.develop(request, CallContext()).outcome.status == .ready)
    }

    @Test func `keys outside the prefix and folder markers cost nothing`() throws {
        let aws = FakeAWS()
        let pipeline = try pipeline(aws, recipe: "profile-photo")
        for key in ["other/a.png", "uploads/", "uploads/a/"] {
            #expect(try pipeline.develop(created(key), CallContext()).outcome.status == .skipped)
        }
        #expect(aws.current.requests.isEmpty)
    }

    @Test func `a notification from the destination bucket is refused, because it would feed itself`() throws {
        let pipeline = try pipeline(FakeAWS())
        #expect(throws: SelfFeedingRecipe.self) {
            try pipeline.develop(created("a.png", bucket: "thumbs"), CallContext())
        }
    }

    /// The counterexample that the model found: a worker stores an old rendition over one that is about to be committed, then finds
    /// that its event is old. Its drop has to make that commit fail.
    @Test func `a drop makes the commits of those it may have overwritten fail`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created("a.png", "02"), CallContext())
        let overtaken = try #require(aws.current.objects["thumbs/a.png"])
        aws.put("photos/a.png", Picture.png(width: 100, height: 500))
        let hasCommitted = Mutex(false)
        let older = created("a.png", "01")
        let other = try self.pipeline(aws)
        // The hook holds the other worker, which holds this AWS.
        defer { aws.onRequest { _, _, _ in nil } }
        aws.onRequest { aws, _, name in
            guard name == "PutItem", hasCommitted.withLock({ $0.exchange(true) }) == false else { return nil }
            // Between the store of the newest and its commit: the older rendition comes back, and its event is dropped.
            aws.put("thumbs/a.png", overtaken.bytes, metadata: overtaken.metadata)
            #expect((try? other.develop(older, CallContext()))?.outcome.status == .duplicate)
            return nil
        }
        _ = try pipeline.develop(created("a.png", "03"), CallContext())
        let provenance = Provenance(try #require(aws.current.objects["thumbs/a.png"]).metadata)
        #expect(provenance?.eTag == aws.current.objects["photos/a.png"]?.eTag)
        #expect(row(aws)?["Height"]?.attribute == "500" && row(aws)?["Revision"]?.attribute == "3")
    }

    @Test func `a row that somebody else has written to is replaced`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        aws.putRow("photos/a.png", ["ImageID": ["S": "photos/a.png"], "Status": ["S": "odd"], "Revision": ["N": "7"]])
        _ = try pipeline(aws).develop(created(), CallContext())
        #expect(row(aws)?["Status"]?.attribute == "READY" && row(aws)?["Revision"]?.attribute == "8")
    }

    @Test func `a photo that one of Minilab's own outputs replaces is gone`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created(), CallContext())
        let provenance = Provenance(
            imageID: ImageID(bucket: "other", key: "x"),
            eTag: "e",
            versionID: nil,
            recipeHash: "r"
        )
        aws.put("photos/a.png", Self.photo, metadata: provenance.metadata)
        #expect(try pipeline.develop(created("a.png", "02"), CallContext()).outcome.status == .deleted)
        #expect(aws.current.objects["thumbs/a.png"] == nil)
    }

    @Test func `a changed recipe removes what only the old one made`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        _ = try pipeline(aws, recipe: #"{"renditions":[{"name":"a","key":"old/{name}"}]}"#).develop(
            created(),
            CallContext()
        )
        _ = try pipeline(aws).develop(created(), CallContext())
        #expect(Set(aws.current.objects.keys) == ["photos/a.png", "thumbs/a.png"])
    }

    @Test func `a request with renditions of its own leaves the row alone`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline(aws)
        _ = try pipeline.develop(created(), CallContext())
        let row = row(aws)
        let renditions: JSONValue = [["name": "x", "key": "x/{name}", "format": "jpeg"]]
        let request = ObjectEvent(.requested, bucket: "photos", key: "a.png", renditions: renditions)
        #expect(
            try pipeline.develop(request, CallContext()).outcome.renditions.map(\.location) == ["s3://thumbs/x/a.png"]
        )
        #expect(self.row(aws) == row && aws.current.objects["thumbs/a.png"] != nil)
    }

    /// Each request fails in each way, the Nth for N = 1, 2, 3 … until there is no Nth: after the redelivery everything is as if
    /// nothing had happened, and at no time was something announced that was not stored.
    @Test(arguments: ["lost before", "lost after", "status 400"])
    func `a failure at any request is mended by redelivery`(
        kind: String
    )
        throws
    {
        for failing in 1... {
            let aws = FakeAWS()
            aws.put("photos/a.png", Self.photo)
            let hasFailed = Mutex(false)
            aws.onRequest { aws, number, name in
                if name == "Publish" {
                    #expect(aws.current.objects["thumbs/a.png"] != nil && aws.current.rows["photos/a.png"] != nil)
                }
                // From the failing request on nothing works, retries included, until the invocation has ended.
                guard number >= failing, !hasFailed.withLock({ $0 }) else { return nil }
                return switch kind {
                case "lost before": .lostBefore
                case "lost after": .lostAfter
                default: .status(400, code: "InvalidRequest")
                }
            }
            let first = Result { try pipeline(aws).develop(created(), CallContext()) }
            hasFailed.withLock { $0 = true }
            if case .success = first { break }
            _ = try pipeline(aws).develop(created(), CallContext())
            #expect(row(aws)?["Status"]?.attribute == "READY", "request \(failing)")
            let provenance = aws.current.objects["thumbs/a.png"].flatMap { Provenance($0.metadata) }
            #expect(provenance?.eTag == aws.current.objects["photos/a.png"]?.eTag, "request \(failing)")
            #expect(!aws.current.messages.isEmpty, "request \(failing)")
            try #require(failing < 20)
        }
    }
}

extension Bool {
    /// Sets a new value and returns the old one.
    fileprivate mutating func exchange(_ value: Bool) -> Bool {
        defer { self = value }
        return self
    }
}
