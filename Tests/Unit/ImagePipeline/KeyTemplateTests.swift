import Testing

@testable import ImagePipeline

@Suite struct KeyTemplateTests {
    @Test(arguments: [
        ("{path}{stem}.{ext}", "uploads/a/b/photo.JPG", "a/b/photo.JPG"),
        ("{key}", "uploads/a/b/photo.JPG", "uploads/a/b/photo.JPG"),
        ("thumbnails/{path}{stem}_thumb.{ext}", "uploads/me.v2.png", "thumbnails/me.v2_thumb.png"),
        ("{path}copy-{name}", "uploads/x/no extension", "x/copy-no extension"),
        ("{rendition}/{hash}/{name}", "uploads/.hidden", "small/h4sh/.hidden"),
        ("{stem}", "uploads/ends.with.", "ends.with."),
        ("{path}{stem}", "uploads/ä/e\u{301}.png", "ä/e\u{301}"),
        ("{path}|{name}", "uploads/a//b", "a//|b"),
    ])
    func `variables stand for parts of the source key`(template: String, key: String, expected: String) throws {
        let source = try #require(SourceKey(key, below: "uploads/"))
        let fileExtension = source.fileExtension ?? "jpg"
        let expanded = try KeyTemplate(template).expanded(
            for: source,
            rendition: "small",
            extension: fileExtension,
            hash: "h4sh"
        )
        #expect(Array(expanded.utf8) == Array(expected.utf8))
    }

    @Test func `a prefix may end inside a file name`() throws {
        let source = try #require(SourceKey("in/IMG_1.jpg", below: "in/IMG_"))
        #expect(source.path.isEmpty && source.name == "IMG_1.jpg")
    }

    @Test(arguments: ["upload/a", "Uploads/a", "x"]) func `a key outside the prefix has no parts`(key: String) {
        #expect(SourceKey(key, below: "uploads/") == nil)
    }

    @Test(arguments: [(1024, true), (1025, false)]) func `a key is never longer than S3 allows`(
        bytes: Int,
        fits: Bool
    ) throws {
        let source = try #require(SourceKey(String(repeating: "ä", count: 510), below: ""))
        let template = try KeyTemplate("{name}" + String(repeating: "x", count: bytes - 1020))
        if fits {
            #expect(try template.expanded(for: source, rendition: "", extension: "", hash: "").utf8.count == 1024)
        } else {
            #expect(
                throws: KeyTemplateError.keyLength(
                    template: template.text,
                    source: source.key,
                    bytes: 1025,
                    limit: 1024
                )
            ) {
                try template.expanded(for: source, rendition: "", extension: "", hash: "")
            }
        }
    }

    @Test func `an empty key is no key`() throws {
        let source = try #require(SourceKey("a", below: ""))
        #expect(throws: KeyTemplateError.self) {
            try KeyTemplate("{path}").expanded(for: source, rendition: "", extension: "", hash: "")
        }
    }
}
