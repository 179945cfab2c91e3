import AWSServices
import Environment
import FoundationEssentials
import HTTP
import ImageRecord
import TestSupport
import Testing

@testable import ImagePipeline

/// The picture of a watermark: fetched once, checked each time, and what is done when it cannot be had.
@Suite struct WatermarkTests {
    private static let photo = Picture.png(width: 400, height: 300)
    private static let recipe =
        #"{"renditions":[{"name":"a","resize":{"width":100},"#
        + #""watermark":{"image":"s3://brand/logo.png","opacity":1,"scale":0.5,"margin":0}}]}"#

    private let aws = FakeAWS()

    private func pipeline(_ recipe: String = recipe) throws -> Pipeline {
        try Harness.pipeline(aws, ["RECIPE": recipe])
    }

    private func created(_ key: String, _ sequencer: String = "01") -> ObjectEvent {
        ObjectEvent(.created, bucket: "photos", key: key, sequencer: Sequencer(sequencer))
    }

    private func rowHash(_ key: String) -> String? { aws.current.rows["photos/\(key)"]?["RecipeHash"]?.attribute }

    @Test func `the picture is fetched once and looked at for each image`() throws {
        for key in ["a.png", "b.png"] { aws.put("photos/\(key)", Self.photo) }
        aws.put("brand/logo.png", Picture.png(width: 20, height: 10))
        let pipeline = try pipeline()
        for key in ["a.png", "b.png"] {
            #expect(try pipeline.develop(created(key), CallContext()).outcome.status == .ready)
        }
        #expect(
            aws.current.requests.filter { $0.hasSuffix("logo.png") } == [
                "GetObject brand/logo.png", "HeadObject brand/logo.png",
            ]
        )
    }

    @Test func `the picture is on the rendition`() throws {
        aws.put("photos/a.png", Self.photo)
        aws.put("brand/logo.png", Picture.png(width: 20, height: 10))
        _ = try pipeline().develop(created("a.png"), CallContext())
        let marked = try #require(aws.current.objects["thumbs/a.png"]).bytes
        aws.delete("thumbs/a.png")
        _ = try pipeline(#"{"renditions":[{"name":"a","resize":{"width":100}}]}"#).develop(
            ObjectEvent(.requested, bucket: "photos", key: "a.png"),
            CallContext()
        )
        #expect(try #require(aws.current.objects["thumbs/a.png"]).bytes != marked)
    }

    @Test func `a new picture counts from the next image on and makes what was drawn before stale`() throws {
        aws.put("photos/a.png", Self.photo)
        aws.put("brand/logo.png", Picture.png(width: 20, height: 10))
        let pipeline = try pipeline()
        _ = try pipeline.develop(created("a.png"), CallContext())
        let (hash, first) = (rowHash("a.png"), aws.current.objects["thumbs/a.png"]?.bytes)
        #expect(try pipeline.develop(created("a.png"), CallContext()).outcome.status == .duplicate)
        aws.put("brand/logo.png", Picture.png(width: 20, height: 20))
        #expect(try pipeline.develop(created("a.png"), CallContext()).outcome.status == .ready)
        #expect(rowHash("a.png") != hash && aws.current.objects["thumbs/a.png"]?.bytes != first)
    }

    @Test func `a recipe without a watermark reads none and keeps its hash`() throws {
        aws.put("photos/a.png", Self.photo)
        let pipeline = try pipeline("thumbnail")
        _ = try pipeline.develop(created("a.png"), CallContext())
        #expect(rowHash("a.png") == pipeline.recipeHash)
    }

    @Test(
        arguments: [
            (nil, "404 NoSuchKey"), ([], "the file is empty"), (Array("no PNG".utf8), "no JPEG or PNG"),
        ] as [([UInt8]?, String)]
    )
    func `an image waits for a picture that is missing or bad`(logo: [UInt8]?, reason: String) throws {
        aws.put("photos/a.png", Self.photo)
        if let logo { aws.put("brand/logo.png", logo) }
        let error = #expect(throws: WatermarkUnavailable.self) {
            try pipeline().develop(created("a.png"), CallContext())
        }
        let text = try #require(error).description
        #expect(
            text.hasPrefix("the watermark s3://brand/logo.png cannot be used: ") && text.contains(reason),
            "\(text)"
        )
        #expect(Disposition(try #require(error)) == .fatal)
        #expect(aws.current.rows.isEmpty && aws.current.objects["thumbs/a.png"] == nil)
    }

    @Test func `a network that fails is not the picture's fault`() throws {
        aws.put("photos/a.png", Self.photo)
        aws.onRequest { _, _, name in name.hasSuffix("logo.png") ? .status(503, code: "SlowDown") : nil }
        let error = #expect(throws: ServiceError.self) { try pipeline().develop(created("a.png"), CallContext()) }
        #expect(Disposition(try #require(error)) == .retry)
    }

    @Test func `what is gone is removed without the picture`() throws {
        let event = ObjectEvent(.removed, bucket: "photos", key: "a.png", sequencer: Sequencer("02"))
        #expect(try pipeline().develop(event, CallContext()).outcome.status == .deleted)
    }
}
