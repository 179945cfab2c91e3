import FoundationEssentials

/// A recipe that travels in the function's package, because it does not fit a variable: `file:recipe.json`.
///
/// A package is changed only together with its code, so that such a recipe is never that of another version.
enum RecipeFile {
    private static let scheme = "file:"
    /// The most bytes that are read.
    private static let maxBytes = 1_048_576

    /// The recipe that a text names or is.
    ///
    /// - Parameters:
    ///   - text: What `RECIPE` says.
    ///   - folder: Where the package is.
    /// - Returns: The recipe, checked.
    /// - Throws: ``RecipeError`` when the file has no plain name, or cannot be read.
    static func recipe(_ text: String, in folder: String) throws(RecipeError) -> Recipe {
        guard text.hasPrefix(scheme) else { return try Recipe(text) }
        let name = String(text.dropFirst(scheme.count))
        guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")) else {
            throw RecipeError(problems: ["recipe: \"\(text)\" is no file of the package; accepted: file:recipe.json"])
        }
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            throw RecipeError(problems: ["recipe: \(name) cannot be read in \(folder)"])
        }
        guard data.count <= maxBytes else {
            throw RecipeError(problems: ["recipe: \(name) has \(data.count) bytes; at most \(maxBytes) are read"])
        }
        return try Recipe(json: Array(data))
    }
}
