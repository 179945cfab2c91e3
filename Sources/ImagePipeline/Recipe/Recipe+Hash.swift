import Digests
import Encodings
import ImageEngine
import ImageFormats
import ImageRecord
public import JSON

extension Recipe {
    /// 32 hexadecimal digits that change whenever what comes out could change: rows and stored objects carry them.
    ///
    /// What a watermark's picture shows is not in it, so that a start needs no network; the pipeline adds the pictures' ETags.
    public var hash: String {
        var recipe = self
        // A link's lifetime changes the answer, not what is stored.
        for index in recipe.renditions.indices { recipe.renditions[index].urlExpiresIn = nil }
        return String(Hexadecimal.text(Digest.sha256(recipe.json.encoded().span)).prefix(32))
    }

    /// What `{hash}` stands for: 32 hexadecimal digits of a source's content, by its ETag, and the recipe.
    public static func contentHash(eTag: String, recipeHash: String) -> String {
        String(Hexadecimal.text(Digest.sha256("\(eTag);\(recipeHash)")).prefix(32))
    }

    /// The recipe in the form it is written in, every default spelt out: read again, it is the same recipe.
    public var json: JSONValue {
        var accept: [String: JSONValue] = [
            "formats": .array(self.accept.formats.map { .string($0.rawValue) }),
            "maxPixels": .integer(self.accept.maxPixels),
        ]
        accept["maxBytes"] = self.accept.maxBytes.map { .integer($0) }
        return .object([
            "sourcePrefix": .string(sourcePrefix),
            "accept": .object(accept),
            "renditions": .array(renditions.map(\.json)),
        ])
    }
}

extension FocusSource {
    fileprivate var json: JSONValue {
        switch self {
        case .faces: "faces"
        case .attention: "attention"
        case .named(let focus): ["x": .number(focus.x), "y": .number(focus.y)]
        }
    }
}

extension RenditionRecipe {
    fileprivate var json: JSONValue {
        var object: [String: JSONValue] = [
            "name": .string(name),
            "bucket": .string(bucket.text),
            "key": .string(key.text),
            "cacheControl": .string(cacheControl),
        ]
        object["urlExpiresIn"] = urlExpiresIn.map { .integer($0) }
        guard case .render(let settings, let watermark) = work else {
            object["copy"] = true
            return .object(object)
        }
        object["format"] = .string(settings.format?.rawValue ?? RecipeReader.sameFormat)
        object["quality"] = .integer(settings.quality)
        object["progressive"] = .bool(settings.progressive)
        object["chromaSubsampling"] = (settings.chromaSubsampling?.rawValue).map { .string($0) }
        object["background"] = .string(settings.background.description)
        if let resize = settings.resize {
            var box: [String: JSONValue] = [
                "fit": .string(resize.fit.rawValue),
                "gravity": resize.focus?.json ?? .string(resize.gravity.rawValue),
                "enlarge": .bool(resize.enlarge),
            ]
            box["width"] = resize.width.map { .integer($0) }
            box["height"] = resize.height.map { .integer($0) }
            object["resize"] = .object(box)
        }
        if let watermark {
            object["watermark"] = [
                "image": .string("s3://\(watermark.bucket)/\(watermark.key)"),
                "gravity": .string(watermark.placement.gravity.rawValue),
                "opacity": .number(watermark.placement.opacity),
                "scale": .number(watermark.placement.scale),
                "margin": .integer(watermark.placement.margin),
            ]
        }
        return .object(object)
    }
}
