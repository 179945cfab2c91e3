import FoundationEssentials
import ImageEngine
import SigV4
import Telemetry

extension Recipe {
    /// 32 hexadecimal digits that change whenever what comes out could change: rows and stored objects carry them.
    public var hash: String {
        String(TextEncoding.hex(Digest.sha256(canonicalJSON.span)).prefix(32))
    }

    /// Every setting, defaults included, so that spelling a default out changes nothing.
    private var canonicalJSON: [UInt8] {
        JSONValue.object([
            "sourcePrefix": .string(sourcePrefix),
            "formats": .array(accept.formats.map { .string($0.rawValue) }),
            "maxBytes": accept.maxBytes.map { .integer($0) } ?? .null,
            "maxPixels": .integer(accept.maxPixels),
            "renditions": .array(renditions.map(\.canonicalJSON)),
        ]).encoded()
    }
}

extension RenditionRecipe {
    fileprivate var canonicalJSON: JSONValue {
        var object: [String: JSONValue] = [
            "name": .string(name),
            "bucket": .string(bucket.text),
            "key": .string(key.text),
            "cacheControl": .string(cacheControl),
        ]
        guard case .render(let settings, let watermark) = work else { return .object(object) }
        object["format"] = .string(settings.format.rawValue)
        object["quality"] = .integer(settings.quality)
        object["progressive"] = .bool(settings.progressive)
        object["chromaSubsampling"] = (settings.chromaSubsampling?.rawValue).map { .string($0) } ?? .null
        object["background"] = .array(
            [settings.background.red, settings.background.green, settings.background.blue].map { .integer(Int($0)) }
        )
        if let resize = settings.resize {
            object["resize"] = [
                "width": resize.width.map { .integer($0) } ?? .null,
                "height": resize.height.map { .integer($0) } ?? .null,
                "fit": .string(resize.fit.rawValue),
                "gravity": .string(resize.gravity.rawValue),
                "enlarge": .bool(resize.enlarge),
            ]
        }
        if let watermark {
            object["watermark"] = [
                "image": .string("s3://\(watermark.bucket)/\(watermark.key)"),
                "gravity": .string(watermark.gravity.rawValue),
                "opacity": .number(watermark.opacity),
                "scale": .number(watermark.scale),
                "margin": .integer(watermark.margin),
            ]
        }
        return .object(object)
    }
}
