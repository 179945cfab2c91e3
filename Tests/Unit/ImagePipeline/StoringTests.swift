import AWSServices
import FoundationEssentials
import HTTP
import ImageRecord
import Synchronization
import TestSupport
import Testing
import Time

@testable import ImagePipeline

/// What stands at a rendition's place when it is stored or removed, and what a pipeline keeps from one image to the next.
@Suite struct StoringTests {
    private static let photo = Picture.png(width: 40, height: 30)

    private let aws = FakeAWS()

    private func created(_ key: String = "a.png") -> ObjectEvent {
        ObjectEvent(.created, bucket: "photos", key: key, sequencer: Sequencer("01"))
    }

    @Test(.timeLimit(.minutes(1))) func `what vanishes between the look and the write is written anew`() throws {
        aws.put("photos/a.png", Self.photo)
        aws.put("thumbs/a.png", [1])
        defer { aws.onRequest { _, _, _ in nil } }
        let writes = Mutex(0)
        aws.onRequest { aws, _, name in
            guard name == "PutObject thumbs/a.png" else { return nil }
            // The first write meets the object; before the second, which is meant for that object, somebody deletes it.
            let number = writes.withLock { count in
                count += 1
                return count
            }
            if number == 2 { aws.delete("thumbs/a.png") }
            return nil
        }
        #expect(try Harness.pipeline(aws).develop(created(), CallContext()).outcome.status == .ready)
        #expect(Provenance(try #require(aws.current.objects["thumbs/a.png"]).metadata) != nil)
        #expect(writes.withLock { $0 } == 3)
    }

    @Test func `a rendition that no row lists is removed with its image, wherever the recipe may have put it`() throws {
        let pipeline = try Harness.pipeline(aws, ["RECIPE": #"{"renditions":[{"name":"a","format":"jpeg"}]}"#])
        let left = Provenance(
            imageID: ImageID(bucket: "photos", key: "a.png"),
            eTag: "e",
            versionID: nil,
            recipeHash: pipeline.recipeHash
        )
        aws.put("thumbs/a.jpg", [1], metadata: left.metadata)
        let removed = ObjectEvent(.removed, bucket: "photos", key: "a.png", sequencer: Sequencer("02"))
        #expect(try pipeline.develop(removed, CallContext()).outcome.status == .deleted)
        #expect(aws.current.objects.isEmpty)
    }

    @Test(arguments: [(0, ImageStatus.ready), (-1, .rejected)])
    func `an object of exactly the limit passes`(change: Int, status: ImageStatus) throws {
        aws.put("photos/a.png", Self.photo)
        let recipe = #"{"accept":{"maxBytes":\#(Self.photo.count + change)},"renditions":[{"name":"a"}]}"#
        let pipeline = try Harness.pipeline(aws, ["RECIPE": recipe])
        #expect(try pipeline.develop(created(), CallContext()).outcome.status == status)
    }

    /// A function of 64 MiB has room for three small images: the tenth would wait for ever if their memory were not given back.
    @Test func `an image gives its memory back, whatever became of it`() throws {
        let waits = Mutex(0)
        let start = Harness.clock.now()
        let clock = WallClock(
            now: { start.addingTimeInterval(waits.withLock { $0 } == 0 ? 0 : 3600) },
            uptime: { .zero },
            sleep: { _ in waits.withLock { $0 += 1 } }
        )
        let pipeline = try Harness.pipeline(aws, ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "64"], clock: clock)
        let context = CallContext(deadline: Deadline(start.addingTimeInterval(60)))
        for number in 0..<10 {
            aws.put("photos/\(number).png", number.isMultiple(of: 2) ? Self.photo : Array(Self.photo.dropLast(30)))
            _ = try? pipeline.develop(created("\(number).png"), context)
        }
        #expect(waits.withLock { $0 } == 0)
    }
}
