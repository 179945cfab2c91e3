import AWSServices
import FoundationEssentials
import ImageEngine
import ImageRecord
import JSON
import TestSupport
import Testing

@testable import ImagePipeline

/// Where people look: from the object's metadata or its pixels to the row, the answer and the crop.
@Suite struct FocusTests {
    private static let recipe = """
        {"renditions": [
          {"name": "square", "resize": {"width": 60, "height": 60, "fit": "cover", "gravity": "faces"}},
          {"name": "wide", "resize": {"width": 60, "height": 20, "fit": "cover", "gravity": "attention"},
           "key": "w/{stem}.{ext}"}
        ]}
        """

    private static let photo = Picture.png(width: 240, height: 120)

    private func develop(_ aws: FakeAWS, _ recipe: String = recipe) throws -> ImageResult {
        let event = ObjectEvent(.created, bucket: "photos", key: "a.png", sequencer: Sequencer("01"))
        return try Harness.pipeline(aws, ["RECIPE": recipe]).develop(event, CallContext()).result
    }

    @Test func `the focus is in the answer, in the row and in the message, and the same in all`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo)
        let focus = try #require(try develop(aws).focus)
        #expect(["attention", "center"].contains(focus.of) && focus.faces == 0)
        #expect((0...1).contains(focus.x) && (0...1).contains(focus.y))
        let message = try #require(aws.current.messages.first)
        #expect(try JSONDecoder().decode(ImageResult.self, from: Data(message.utf8)).focus == focus)
        guard case .object(let item)? = aws.current.rows["photos/a.png"]?["Focus"] else {
            Issue.record("the row has no focus")
            return
        }
        #expect(item["M"] != nil)
    }

    @Test func `a point in the metadata wins over what would be found`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo, metadata: ["focus": "0.9, 0.25"])
        let result = try develop(aws)
        #expect(result.focus == StoredFocus(x: 0.9, y: 0.25, of: "metadata"))
        let named = FakeAWS()
        named.put("photos/a.png", Self.photo)
        let recipe = Self.recipe.replacing("\"faces\"", with: "{\"x\": 0.9, \"y\": 0.25}")
            .replacing("\"attention\"", with: "{\"x\": 0.9, \"y\": 0.25}")
        #expect(try develop(named, recipe).focus == StoredFocus(x: 0.9, y: 0.25, of: "recipe"))
        for key in ["thumbs/a.png", "thumbs/w/a.png"] {
            #expect(aws.current.objects[key]?.bytes == named.current.objects[key]?.bytes)
        }
    }

    @Test func `a point in the metadata wins over the recipe's`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo, metadata: ["focus": "0.1,0.5"])
        let recipe = Self.recipe.replacing("\"faces\"", with: "{\"x\": 0.9, \"y\": 0.25}")
        #expect(try develop(aws, recipe).focus == StoredFocus(x: 0.1, y: 0.5, of: "metadata"))
    }

    @Test(
        arguments: [
            "", "0.5", "0.5,1.1", "-0.1,0.5", "0.5;0.5", "a,b", "0.5,0.5,0.5", "1e-1,0.5", "nan,0.5", "0x1,0",
        ]
    )
    func `metadata that name no point are ignored, and nothing is lost`(text: String) throws {
        #expect(Focus(metadata: text) == nil)
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo, metadata: ["focus": text])
        let result = try develop(aws)
        #expect(result.status == .ready && result.focus?.of != "metadata")
    }

    @Test(arguments: [("0.44,0.23", 0.44, 0.23), ("0,1", 0, 1), ("1.0, 0.5", 1, 0.5), (".5,.25", 0.5, 0.25)])
    func `metadata name a point by two shares`(text: String, x: Double, y: Double) throws {
        #expect(Focus(metadata: text) == Focus(x: x, y: y))
    }

    @Test func `without a recipe that asks there is no focus, whatever the metadata say`() throws {
        let aws = FakeAWS()
        aws.put("photos/a.png", Self.photo, metadata: ["focus": "0.1,0.1"])
        #expect(try develop(aws, "thumbnail").focus == nil)
        #expect(aws.current.rows["photos/a.png"]?["Focus"] == nil)
    }
}
