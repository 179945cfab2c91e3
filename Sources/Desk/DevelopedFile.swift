import Digests
import Encodings
import FoundationEssentials
import ImageEngine
import ImageFormats
import ImagePipeline
import ImageRecord
import Time

/// One photo, developed in memory.
struct DevelopedFile: Sendable {
    /// A rendition and the path it would have below the output folder.
    struct Output: Sendable {
        var recipe: RenditionRecipe
        var path: String
        /// The file; empty once it was written.
        var bytes: [UInt8]
        /// Bytes that the file has.
        var count: Int
        /// What was drawn; nil for a copy.
        var image: RenderedImage?
        var decision: RenditionDecision?
    }

    var sourceBytes: Int
    var outputs: [Output]
    /// What the engine says; nil when everything is copied.
    var rendering: Rendering?
    /// The time from the first byte to the last rendition: more than its stages, which leave out what finds and copies bytes.
    var elapsed = Duration.zero
    /// For the contact sheet, if that was asked for.
    var miniature: [UInt8]?

    /// Develops a photo.
    ///
    /// - Throws: ``ImageError``, ``DeskError``, or `KeyTemplateError` where a key cannot be made.
    init(
        _ photo: Files.Photo,
        _ choice: RecipeChoice,
        clock: WallClock,
        miniature asked: RenditionSettings? = nil
    ) throws {
        let bytes = try Files.read(photo.path)
        sourceBytes = bytes.count
        var settings = choice.settings
        if let asked, !settings.isEmpty { settings.append(asked) }
        if settings.isEmpty {
            if let limit = choice.recipe.accept.maxBytes, bytes.count > limit {
                throw ImageError.tooManyBytes(bytes.count, limit: limit)
            }
        } else {
            let stopwatch = Stopwatch(clock)
            rendering = try Self.render(bytes, settings, choice.recipe.accept, clock)
            elapsed = stopwatch.elapsed
        }
        var images = (rendering?.images ?? [])[...]
        if asked != nil { miniature = images.popLast()?.bytes }
        var decisions = (rendering?.decisions ?? [])[...]
        let info = rendering?.info
        outputs = try choice.recipe.renditions.map { rendition in
            let image = rendition.isCopy ? nil : images.popFirst()
            return Output(
                recipe: rendition,
                path: try Self.path(of: rendition, photo.key, bytes, choice.recipe, (info?.format, image?.format)),
                bytes: image?.bytes ?? bytes,
                count: image?.bytes.count ?? bytes.count,
                image: image,
                decision: rendition.isCopy ? nil : decisions.popFirst()
            )
        }
    }

    private static func render(
        _ bytes: [UInt8],
        _ settings: [RenditionSettings],
        _ accept: Acceptance,
        _ clock: WallClock
    ) throws(ImageError) -> Rendering {
        var renderer = ImageRenderer(renditions: settings, limits: accept.limits(memory: nil), clock: clock.uptime)
        // In pieces, as a download comes: decoders are made for that.
        let piece = 65_536
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try renderer.feed(bytes.span.extracting(start..<min(start + piece, bytes.count)))
        }
        return try renderer.finish()
    }

    /// The key that the rendition would have on AWS, below its bucket's name if the recipe gives one.
    private static func path(
        of rendition: RenditionRecipe,
        _ key: String,
        _ bytes: [UInt8],
        _ recipe: Recipe,
        _ format: (original: ImageFormat?, written: ImageFormat?)
    ) throws -> String {
        guard let source = SourceKey(key, below: "") else {
            throw DeskError.unreadable(path: key, reason: "not a file")
        }
        var md5 = StreamingDigest(.md5)
        if rendition.key.uses(.hash) { md5.update(bytes.span) }
        let expanded = try rendition.key.expanded(
            for: source,
            rendition: rendition.name,
            extension: rendition.fileExtension(of: source, original: format.original, written: format.written),
            // As S3 would have it: the ETag of an object that was stored in one part.
            hash: Recipe.contentHash(eTag: Hexadecimal.text(md5.finalize() ?? []), recipeHash: recipe.hash)
        )
        let isClimbing = expanded.split(separator: "/").contains("..")
        guard !isClimbing, !expanded.hasSuffix("/") else {
            throw DeskError.unwritable(path: expanded, reason: "this key is not a path below a folder")
        }
        if case .named(let bucket) = rendition.bucket { return "\(bucket)/\(expanded)" }
        return expanded
    }
}
