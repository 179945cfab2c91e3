import FoundationEssentials
import ImageEngine
import ImageFormats
import JSON
import TestSupport
import Testing

@testable import ImagePipeline

@Suite struct RecipeTests {
    @Test(arguments: Recipe.presets) func `every preset is a recipe`(name: String) throws {
        #expect(throws: Never.self) { try Recipe(name) }
    }

    @Test func `what a recipe leaves out has its default`() throws {
        let recipe = try Recipe(#"{"renditions":[{"name":"a"}]}"#)
        #expect(recipe.sourcePrefix.isEmpty)
        #expect(recipe.accept == Acceptance(formats: [.jpeg, .png], maxBytes: nil, maxPixels: 100_000_000))
        let rendition = try #require(recipe.renditions.first)
        #expect(rendition.bucket == .destination && rendition.key.text == "{path}{stem}.{ext}")
        #expect(rendition.cacheControl == "public, max-age=60" && rendition.urlExpiresIn == nil)
        #expect(rendition.work == .render(RenditionSettings(), watermark: nil))
    }

    @Test func `only a key that holds a hash may be cached for a year`() throws {
        let recipe = try Recipe(#"{"renditions":[{"name":"a","key":"{hash}.{ext}"}]}"#)
        #expect(recipe.renditions.first?.cacheControl == "public, max-age=31536000, immutable")
    }

    @Test func `a name that is no preset's is refused with those that are`() {
        let problem =
            "recipe: \"sepia\" is neither JSON nor a preset; accepted: thumbnail, compress, resize, profile-photo, copy, or { … }"
        #expect(throws: RecipeError(problems: [problem])) { try Recipe("sepia") }
    }

    @Test(arguments: try RecipeFixtures.read().invalid)
    func `every problem is told at once, by path, with what is accepted`(wrong: RecipeFixtures.Invalid) {
        #expect(throws: RecipeError(problems: wrong.problems)) { try Recipe(json: wrong.recipe.encoded()) }
    }

    @Test(arguments: ["{", #"{"renditions":}"#, "{\u{0}}"]) func `text that is not JSON is refused as such`(
        json: String
    ) {
        let error = #expect(throws: RecipeError.self) { try Recipe(json) }
        #expect(error?.problems.first?.hasPrefix("recipe: not JSON") == true)
    }

    @Test func `the schema names the formats and the defaults that the engine has`() throws {
        let schema = try JSONDecoder().decode(JSONValue.self, from: Data(Recipe.schema))
        let accept = schema["properties"]["accept"]["properties"]
        let read = JSONValue.array(ImageFormat.readable.map { .string($0.rawValue) })
        #expect(accept["formats"]["items"]["enum"] == read && accept["formats"]["default"] == read)
        #expect(accept["maxPixels"]["default"] == .integer(DecodeLimits().maxPixels))
        let definitions = schema["$defs"]
        let rendition = definitions["rendition"]["properties"]
        let settings = RenditionSettings()
        let written = ["same"] + ImageFormat.writable.map(\.rawValue)
        #expect(rendition["format"]["enum"] == .array(written.map { .string($0) }))
        #expect(rendition["quality"]["default"] == .integer(settings.quality))
        #expect(rendition["progressive"]["default"] == .bool(settings.progressive))
        #expect(rendition["background"]["default"] == .string(settings.background.description))
        guard case .string(let chroma) = rendition["chromaSubsampling"]["description"] else {
            Issue.record("chromaSubsampling is not described")
            return
        }
        #expect(chroma.contains("4:4:4 from quality \(RenditionSettings.fineQuality) on"))
        let watermark = definitions["watermark"]["properties"]
        let placement = WatermarkPlacement()
        #expect(watermark["gravity"]["default"] == .string(placement.gravity.rawValue))
        #expect(watermark["opacity"]["default"] == .number(placement.opacity))
        #expect(watermark["scale"]["default"] == .number(placement.scale))
        #expect(watermark["margin"]["default"] == .integer(placement.margin))
    }

    @Test(arguments: Recipe.presets)
    func `a preset written out in full is the same recipe`(name: String) throws {
        let recipe = try Recipe(name)
        #expect(try Recipe(json: recipe.json.encoded()) == recipe)
    }

    @Test(arguments: try RecipeFixtures.read().valid)
    func `a recipe written out in full is the same recipe`(json: JSONValue) throws {
        let recipe = try Recipe(json: json.encoded())
        let again = try Recipe(json: recipe.json.encoded())
        #expect(again == recipe && again.hash == recipe.hash)
    }

    @Test func `the hash changes with what comes out and with nothing else`() throws {
        let plain = try Recipe(#"{"renditions":[{"name":"a"}]}"#)
        let speltOut = try Recipe(#"{"renditions":[{"quality":80,"name":"a","format":"same"}],"sourcePrefix":""}"#)
        let other = try Recipe(#"{"renditions":[{"name":"a","quality":81}]}"#)
        #expect(plain.hash == speltOut.hash && plain.hash != other.hash && plain.hash.utf8.count == 32)
    }

    @Test(
        arguments: [
            ("thumbnail", nil, nil, true), ("thumbnail", nil, "out", false), ("thumbnail", "in", "in", true),
            ("profile-photo", nil, nil, false), ("profile-photo", "in", "in", false), ("copy", "in", "out", false),
            (#"{"sourcePrefix":"in/","renditions":[{"name":"a","bucket":"source","key":"{key}"}]}"#, nil, "out", true),
            (#"{"sourcePrefix":"in/","renditions":[{"name":"a","bucket":"source","key":"i{path}x"}]}"#, nil, nil, true),
            (
                #"{"sourcePrefix":"in/","renditions":[{"name":"in","bucket":"source","key":"{rendition}/x"}]}"#, nil,
                nil, true
            ),
            (
                #"{"sourcePrefix":"in/","renditions":[{"name":"a","bucket":"source","key":"{rendition}/x"}]}"#, nil,
                nil, false
            ),
            (#"{"renditions":[{"name":"a","bucket":"in","key":"out/{key}"}]}"#, "in", "out", true),
        ] as [(String, String?, String?, Bool)]
    )
    func `a recipe that could feed itself is known as such`(
        text: String,
        source: String?,
        destination: String?,
        feeds: Bool
    )
        throws
    {
        #expect(try Recipe(text).selfFeedingRenditions(source: source, destination: destination).isEmpty == !feeds)
    }
}

/// Recipes that are right and recipes that are wrong, with what is said of them. The schema is held against the same file.
struct RecipeFixtures: Decodable {
    struct Invalid: Decodable, Sendable {
        var recipe: JSONValue
        var problems: [String]
    }

    var valid: [JSONValue]
    var invalid: [Invalid]

    static func read() throws -> RecipeFixtures {
        try JSONDecoder().decode(RecipeFixtures.self, from: Data(Repository.bytes("Tests/Fixtures/recipes.json")))
    }
}
