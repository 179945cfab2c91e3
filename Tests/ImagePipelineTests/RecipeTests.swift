import ImageEngine
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

    @Test(arguments: [
        (
            "sepia",
            [
                "recipe: \"sepia\" is neither JSON nor a preset; accepted: thumbnail, compress, resize, profile-photo, copy, or { … }"
            ]
        ),
        ("{}", ["renditions: missing; give a list of at least one rendition"]),
        (#"{"renditions":[]}"#, ["renditions: [] is not a list of at least one rendition"]),
        (
            #"{"rendition":[],"renditions":[{"name":"a"}]}"#,
            ["recipe.rendition: unknown field; accepted: sourcePrefix, accept, renditions"]
        ),
        (#"{"renditions":[{"name":"a"},{"name":"a"}]}"#, ["renditions[1].name: \"a\" is taken by another rendition"]),
        (#"{"renditions":[{"key":"x"}]}"#, ["renditions[0].name: missing; give each rendition a name"]),
        (
            #"{"renditions":[{"name":"a","quality":101,"format":"webp"}]}"#,
            [
                "renditions[0].format: \"webp\" is not one of same, jpeg, png",
                "renditions[0].quality: 101 is not a whole number from 1 to 100",
            ]
        ),
        (
            #"{"renditions":[{"name":"a","resize":{"width":0,"fit":"stretch"}}]}"#,
            [
                "renditions[0].resize.width: 0 is not a whole number from 1 to 65535",
                "renditions[0].resize.fit: \"stretch\" is not one of inside, cover, contain, fill",
            ]
        ),
        (
            #"{"renditions":[{"name":"a","resize":{}}]}"#,
            ["renditions[0].resize: give \"width\", \"height\" or both, in pixels"]
        ),
        (
            #"{"renditions":[{"name":"a","key":"{file}"}]}"#,
            [
                "renditions[0].key: unknown variable {file}; accepted: {key} {path} {name} {stem} {ext} {rendition} {hash}"
            ]
        ),
        (#"{"renditions":[{"name":"a","key":"a}b"}]}"#, ["renditions[0].key: \"a}b\" has a brace without its pair"]),
        (
            #"{"renditions":[{"name":"a","background":"red"}]}"#,
            ["renditions[0].background: \"red\" is not a color; accepted: \"#rrggbb\" in hexadecimal"]
        ),
        (
            #"{"renditions":[{"name":"a","copy":true,"quality":3}]}"#,
            ["renditions[0].quality: a copy is not drawn anew; leave it out or leave out \"copy\""]
        ),
        (
            #"{"renditions":[{"name":"a","watermark":{"image":"logo.png","opacity":2}}]}"#,
            [
                "renditions[0].watermark.opacity: 2 is not a number from 0.0 to 1.0",
                "renditions[0].watermark.image: \"logo.png\" is not of the form s3://bucket/key",
            ]
        ),
        (
            #"{"accept":{"maxBytes":"5 MB"},"renditions":[{"name":"a"}]}"#,
            ["accept.maxBytes: \"5 MB\" is not a whole number from 1 to 5497558138880"]
        ),
    ])
    func `every problem is told at once, by path, with what is accepted`(json: String, problems: [String]) {
        #expect(throws: RecipeError(problems: problems)) { try Recipe(json) }
    }

    @Test(arguments: ["{", #"{"renditions":}"#, "{\u{0}}"]) func `text that is not JSON is refused as such`(
        json: String
    ) {
        let error = #expect(throws: RecipeError.self) { try Recipe(json) }
        #expect(error?.problems.first?.hasPrefix("recipe: not JSON") == true)
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
