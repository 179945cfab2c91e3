import FoundationEssentials
import ImageEngine
import ImageFormats
import JSON

/// Reads a recipe and collects everything that is wrong with it, by JSON path.
struct RecipeReader {
    private(set) var problems: [String] = []

    mutating func recipe(_ json: JSONValue) -> Recipe {
        let object = object(json, at: "recipe", fields: ["sourcePrefix", "accept", "renditions", "$schema"])
        // Editors look for the schema's address here; nothing else does.
        _ = string(object["$schema"], at: "$schema")
        let prefix = string(object["sourcePrefix"], at: "sourcePrefix") ?? ""
        let accept = acceptance(object["accept"])
        return Recipe(
            sourcePrefix: prefix,
            accept: accept,
            renditions: renditions(object["renditions"], at: "renditions", accepting: accept.formats)
        )
    }

    mutating func renditions(
        _ json: JSONValue?,
        at path: String,
        accepting formats: [ImageFormat]
    ) -> [RenditionRecipe] {
        guard let json else {
            problems.append("\(path): missing; give a list of at least one rendition")
            return []
        }
        guard case .array(let elements) = json, !elements.isEmpty else {
            problems.append("\(path): \(json.shown) is not a list of at least one rendition")
            return []
        }
        var renditions: [RenditionRecipe] = []
        for (index, element) in elements.enumerated() {
            guard let rendition = rendition(element, at: "\(path)[\(index)]") else { continue }
            if renditions.contains(where: { $0.name == rendition.name }) {
                problems.append("\(path)[\(index)].name: \"\(rendition.name)\" is taken by another rendition")
            } else if let other = renditions.first(where: { rendition.overlaps($0, accepting: formats) }) {
                problems.append(
                    "\(path)[\(index)].key: \"\(rendition.key.text)\" is where \"\(other.name)\" lands too; give each its own key, "
                        + "with {rendition} in it for example"
                )
            }
            renditions.append(rendition)
        }
        return renditions
    }

    private mutating func acceptance(_ json: JSONValue?) -> Acceptance {
        let object = json.map { self.object($0, at: "accept", fields: ["formats", "maxBytes", "maxPixels"]) } ?? [:]
        var formats = ImageFormat.readable
        if let json = object["formats"] {
            let names = formats.map(\.rawValue)
            if case .array(let elements) = json, !elements.isEmpty {
                formats = elements.enumerated().compactMap { index, json in
                    word(json, at: "accept.formats[\(index)]", of: names).flatMap { ImageFormat(rawValue: $0) }
                }
            } else {
                problems.append(
                    "accept.formats: \(json.shown) is not a list of at least one of \(names.joined(separator: ", "))"
                )
            }
        }
        return Acceptance(
            formats: formats,
            maxBytes: integer(object["maxBytes"], at: "accept.maxBytes", in: 1...5_497_558_138_880),
            maxPixels: integer(object["maxPixels"], at: "accept.maxPixels", in: 1...4_294_836_225)
                ?? DecodeLimits().maxPixels
        )
    }

    private mutating func rendition(_ json: JSONValue, at path: String) -> RenditionRecipe? {
        let object = object(json, at: path, fields: Self.renditionFields)
        if object["name"] == nil { problems.append("\(path).name: missing; give each rendition a name") }
        let name = string(object["name"], at: "\(path).name") ?? ""
        if object["name"] != nil, name.isEmpty { problems.append("\(path).name: must not be empty") }
        let template = string(object["key"], at: "\(path).key") ?? "{path}{stem}.{ext}"
        let key = keyTemplate(template, at: "\(path).key")
        let bucket = string(object["bucket"], at: "\(path).bucket") ?? "destination"
        if bucket.isEmpty {
            problems.append("\(path).bucket: must not be empty; accepted: destination, source or a name")
        }
        let isCopy = bool(object["copy"], at: "\(path).copy") ?? false
        let work = isCopy ? copy(object, at: path) : render(object, at: path)
        guard let key else { return nil }
        let isImmutable = key.uses(.hash)
        return RenditionRecipe(
            name: name,
            work: work,
            bucket: BucketReference(bucket),
            key: key,
            cacheControl: string(object["cacheControl"], at: "\(path).cacheControl")
                ?? (isImmutable ? "public, max-age=31536000, immutable" : "public, max-age=60"),
            urlExpiresIn: integer(object["urlExpiresIn"], at: "\(path).urlExpiresIn", in: 1...604_800)
        )
    }

    private static let renderFields = [
        "resize", "format", "quality", "progressive", "chromaSubsampling", "watermark", "background",
    ]
    private static let renditionFields =
        ["name", "copy", "bucket", "key", "cacheControl", "urlExpiresIn"] + renderFields

    private mutating func copy(_ object: [String: JSONValue], at path: String) -> RenditionRecipe.Work {
        for field in Self.renderFields where object[field] != nil {
            problems.append("\(path).\(field): a copy is not drawn anew; leave it out or leave out \"copy\"")
        }
        return .copy
    }

    private mutating func render(_ object: [String: JSONValue], at path: String) -> RenditionRecipe.Work {
        var settings = RenditionSettings()
        settings.resize = object["resize"].map { resize($0, at: "\(path).resize") }
        settings.format = object["format"].flatMap { format($0, at: "\(path).format") }
        settings.quality = integer(object["quality"], at: "\(path).quality", in: 1...100) ?? settings.quality
        settings.progressive = bool(object["progressive"], at: "\(path).progressive") ?? settings.progressive
        settings.chromaSubsampling = object["chromaSubsampling"].flatMap {
            choice($0, at: "\(path).chromaSubsampling")
        }
        if let text = string(object["background"], at: "\(path).background") {
            if let color = RGBColor(hex: text) {
                settings.background = color
            } else {
                problems.append("\(path).background: \"\(text)\" is not a color; accepted: \"#rrggbb\" in hexadecimal")
            }
        }
        return .render(settings, watermark: object["watermark"].flatMap { watermark($0, at: "\(path).watermark") })
    }

    /// In place of a format's name: the source's own.
    static let sameFormat = "same"

    private mutating func format(_ json: JSONValue, at path: String) -> ImageFormat? {
        let words = [Self.sameFormat] + ImageFormat.writable.map(\.rawValue)
        return word(json, at: path, of: words).flatMap { ImageFormat(rawValue: $0) }
    }

    private mutating func resize(_ json: JSONValue, at path: String) -> Resize {
        let object = object(json, at: path, fields: ["width", "height", "fit", "gravity", "enlarge"])
        var resize = Resize()
        resize.width = integer(object["width"], at: "\(path).width", in: 1...65_535)
        resize.height = integer(object["height"], at: "\(path).height", in: 1...65_535)
        resize.fit = object["fit"].flatMap { choice($0, at: "\(path).fit") } ?? resize.fit
        if let json = object["gravity"] { gravity(json, at: "\(path).gravity", &resize) }
        resize.enlarge = bool(object["enlarge"], at: "\(path).enlarge") ?? resize.enlarge
        if object["width"] == nil, object["height"] == nil {
            problems.append("\(path): give \"width\", \"height\" or both, in pixels")
        }
        return resize
    }

    /// One of nine places, what shows where people look, or a point.
    private mutating func gravity(_ json: JSONValue, at path: String, _ resize: inout Resize) {
        switch json {
        case .string(let text) where Gravity(rawValue: text) != nil:
            resize.gravity = Gravity(rawValue: text) ?? resize.gravity
        case .string("faces"):
            resize.focus = .faces
        case .string("attention"):
            resize.focus = .attention
        case .object:
            let object = object(json, at: path, fields: ["x", "y"])
            let x = number(object["x"], at: "\(path).x", in: 0...1)
            let y = number(object["y"], at: "\(path).y", in: 0...1)
            if object["x"] == nil || object["y"] == nil {
                problems.append("\(path): give \"x\" and \"y\", shares of the width and the height from 0 to 1")
            }
            if let x, let y { resize.focus = .named(Focus(x: x, y: y)) }
        default:
            let words = Gravity.allCases.map(\.rawValue) + ["faces", "attention"]
            problems.append("\(path): \(json.shown) is not one of \(words.joined(separator: ", ")), nor {\"x\", \"y\"}")
        }
    }

    private mutating func watermark(_ json: JSONValue, at path: String) -> WatermarkRecipe? {
        let object = object(json, at: path, fields: ["image", "gravity", "opacity", "scale", "margin"])
        var placement = WatermarkPlacement()
        placement.gravity = object["gravity"].flatMap { choice($0, at: "\(path).gravity") } ?? placement.gravity
        placement.opacity = number(object["opacity"], at: "\(path).opacity", in: 0...1) ?? placement.opacity
        placement.scale = number(object["scale"], at: "\(path).scale", in: 0.01...1) ?? placement.scale
        placement.margin = integer(object["margin"], at: "\(path).margin", in: 0...65_535) ?? placement.margin
        guard let image = object["image"] else {
            problems.append("\(path).image: missing; give s3://bucket/key of a PNG")
            return nil
        }
        guard let text = string(image, at: "\(path).image") else { return nil }
        let location = text.dropFirst("s3://".count).split(separator: "/", maxSplits: 1)
        guard text.hasPrefix("s3://"), location.count == 2 else {
            problems.append("\(path).image: \"\(text)\" is not of the form s3://bucket/key")
            return nil
        }
        return WatermarkRecipe(bucket: String(location[0]), key: String(location[1]), placement: placement)
    }

    private mutating func keyTemplate(_ text: String, at path: String) -> KeyTemplate? {
        do {
            return try KeyTemplate(text)
        } catch {
            problems.append("\(path): \(error)")
            return nil
        }
    }
}

// MARK: Values

extension RecipeReader {
    private mutating func object(_ json: JSONValue, at path: String, fields: [String]) -> [String: JSONValue] {
        guard case .object(let object) = json else {
            problems.append("\(path): \(json.shown) is not an object")
            return [:]
        }
        for field in object.keys.sorted() where !fields.contains(field) {
            problems.append("\(path).\(field): unknown field; accepted: \(fields.joined(separator: ", "))")
        }
        return object
    }

    private mutating func string(_ json: JSONValue?, at path: String) -> String? {
        guard let json else { return nil }
        if case .string(let text) = json { return text }
        problems.append("\(path): \(json.shown) is not a string")
        return nil
    }

    private mutating func bool(_ json: JSONValue?, at path: String) -> Bool? {
        guard let json else { return nil }
        if case .bool(let value) = json { return value }
        problems.append("\(path): \(json.shown) is not true or false")
        return nil
    }

    private mutating func integer(_ json: JSONValue?, at path: String, in range: ClosedRange<Int>) -> Int? {
        guard let json else { return nil }
        if case .integer(let value) = json, range.contains(value) { return value }
        problems.append("\(path): \(json.shown) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private mutating func number(_ json: JSONValue?, at path: String, in range: ClosedRange<Double>) -> Double? {
        guard let json else { return nil }
        let value: Double? =
            switch json {
            case .integer(let value): Double(value)
            case .number(let value): value
            default: nil
            }
        if let value, range.contains(value) { return value }
        problems.append("\(path): \(json.shown) is not a number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(_ json: JSONValue, at path: String) -> Choice?
    where Choice.RawValue == String {
        word(json, at: path, of: Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
    }

    private mutating func word(_ json: JSONValue, at path: String, of words: [String]) -> String? {
        if case .string(let text) = json, words.contains(text) { return text }
        problems.append("\(path): \(json.shown) is not one of \(words.joined(separator: ", "))")
        return nil
    }
}

extension JSONValue {
    /// The value as an error message shows it: as JSON, cut where it is long.
    fileprivate var shown: String {
        let text = String(decoding: encoded(), as: UTF8.self)
        return text.count <= 60 ? text : text.prefix(57) + "..."
    }
}
