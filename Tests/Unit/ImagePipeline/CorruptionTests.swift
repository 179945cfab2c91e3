import AWSServices
import FoundationEssentials
import ImageRecord
import Synchronization
import TestSupport
import Testing

@testable import ImagePipeline

/// Bytes that are other than those that are stored, told from images that are bad.
@Suite struct CorruptionTests {
    private static let photo = Picture.png(width: 60, height: 40)

    private func develop(_ aws: FakeAWS) throws -> Development {
        try Harness.pipeline(aws).develop(
            ObjectEvent(
                .created,
                bucket: "photos",
                key: "a.png",
                versionID: nil,
                sequencer: Sequencer("01"),
                time: Date(timeIntervalSince1970: 1_600_000_000)
            ),
            CallContext()
        )
    }

    private static let downloads = Array(repeating: "GetObject photos/a.png", count: 2)

    /// From behind the signature, by which a format is told before anything else is read.
    @Test(arguments: Array(stride(from: 8, to: photo.count, by: 37)))
    func `a bit that flips on the way costs a second download, and no image`(offset: Int) throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let isFirst = Atomic(true)
        aws.onRequest { _, _, name in
            name.hasPrefix("GetObject") && isFirst.exchange(false, ordering: .relaxed) ? .flipped(at: offset) : nil
        }
        #expect(try develop(aws).outcome.status == .ready)
        #expect(aws.current.requests.filter { $0.hasPrefix("GetObject") } == Self.downloads)
        #expect(aws.current.objects["thumbs/a.png"] != nil)
    }

    @Test(arguments: [30, 60])
    func `bits that flip each time are a matter for another delivery, not a bad image`(offset: Int) throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        aws.onRequest { _, _, name in name.hasPrefix("GetObject") ? .flipped(at: offset) : nil }
        let error = #expect(throws: ServiceError.self) { try develop(aws) }
        #expect(error?.isTransient == true)
        #expect(aws.current.requests.filter { $0.hasPrefix("GetObject") } == Self.downloads)
        #expect(aws.current.rows.isEmpty && aws.current.objects.count == 1)
    }

    @Test func `an object that is stored damaged is rejected after one download`() throws {
        let aws = FakeAWS()
        var damaged = Self.photo
        damaged[60] ^= 4
        aws.put("photos/a.png", damaged)
        #expect(try develop(aws).outcome.status == .rejected)
        #expect(aws.current.requests.filter { $0.hasPrefix("GetObject") } == Array(Self.downloads.prefix(1)))
    }
}
