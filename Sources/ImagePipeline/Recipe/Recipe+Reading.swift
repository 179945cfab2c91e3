import FoundationEssentials
import ImageFormats
import ImageRecord
import JSON

extension Recipe {
    /// The names of the recipes that come with Minilab.
    public static let presets = ["thumbnail", "compress", "resize", "profile-photo", "copy"]

    /// Reads a recipe: the name of a preset, or JSON.
    ///
    /// - Throws: ``RecipeError`` with every problem there is.
    public init(_ text: String) throws(RecipeError) {
        let json: [UInt8]
        if let preset = Self.preset(named: text) {
            json = preset
        } else if text.utf8.first(where: { !Self.whiteSpace.contains($0) }) == UInt8(ascii: "{") {
            json = Array(text.utf8)
        } else {
            throw RecipeError(problems: [
                "recipe: \"\(text)\" is neither JSON nor a preset; accepted: \(Self.presets.joined(separator: ", ")), or { … }"
            ])
        }
        try self.init(json: json)
    }

    /// Reads a recipe from JSON.
    ///
    /// - Throws: ``RecipeError`` with every problem there is.
    public init(json: [UInt8]) throws(RecipeError) {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(json))
        } catch {
            throw RecipeError(problems: ["recipe: not JSON: \(error.jsonReason)"])
        }
        var reader = RecipeReader()
        let recipe = reader.recipe(value)
        guard reader.problems.isEmpty else { throw RecipeError(problems: reader.problems) }
        self = recipe
    }

    /// The recipe with other renditions, as a direct invocation may give them.
    ///
    /// - Throws: ``RecipeError`` with every problem there is.
    func replacingRenditions(with json: JSONValue) throws(RecipeError) -> Recipe {
        var reader = RecipeReader()
        var recipe = self
        recipe.renditions = reader.renditions(json, at: "renditions", accepting: accept.formats)
        guard reader.problems.isEmpty else { throw RecipeError(problems: reader.problems) }
        return recipe
    }

    /// The JSON of a preset.
    public static func preset(named name: String) -> [UInt8]? {
        switch name {
        case "thumbnail": PackageResources.thumbnail_json
        case "compress": PackageResources.compress_json
        case "resize": PackageResources.resize_json
        case "profile-photo": PackageResources.profile_photo_json
        case "copy": PackageResources.copy_json
        default: nil
        }
    }

    /// The JSON Schema (draft 2020-12) of recipes, for editors: what it refuses is refused here too, with a better message.
    public static var schema: [UInt8] {
        let text = String(decoding: PackageResources.recipe_schema_json, as: UTF8.self)
            .replacingMark("formats read", by: ImageFormat.readable)
            .replacingMark("formats written", by: ImageFormat.writable)
        return Array(text.utf8)
    }

    private static let whiteSpace: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
}

/// Everything that is wrong with a recipe, each problem by its JSON path and with what is accepted.
public struct RecipeError: Error, Equatable, CustomStringConvertible {
    /// The problems; never empty.
    public var problems: [String]

    /// The problems in one line.
    public var description: String { problems.joined(separator: "; ") }
}

extension String {
    /// Names of formats in the place of a mark that stands for them in a list of JSON.
    fileprivate func replacingMark(_ mark: String, by formats: [ImageFormat]) -> String {
        split(separator: "\"{{\(mark)}}\"", omittingEmptySubsequences: false)
            .joined(separator: formats.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
    }
}
