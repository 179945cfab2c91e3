import FoundationEssentials
import ImageEngine
import ImagePipeline

/// Prints what is wrong with a recipe, in the words of the function's start, or what it says.
struct CheckRun {
    /// nil: only the schema is printed.
    let recipe: String?
    let desk: Desk

    /// - Returns: true; what is wrong is thrown.
    func run() throws -> Bool {
        guard let text = recipe else {
            desk.write(Recipe.schema)
            return true
        }
        let recipe = try RecipeChoice.recipe(text)
        let problems = recipe.feedingProblems
        guard problems.isEmpty else { throw DeskError.recipe(problems) }
        desk.say(String(decoding: try encoder.encode(recipe.json), as: UTF8.self))
        desk.say("hash \(recipe.hash)")
        if !recipe.selfFeedingRenditions(source: nil, destination: nil).isEmpty {
            desk.say(
                "note: needs DESTINATION_BUCKET, another bucket than the source; else it would develop its own output"
            )
        }
        for rendition in recipe.renditions {
            guard case .render(let settings, _) = rendition.work, let resize = settings.resize, resize.focus != nil,
                resize.fit != .cover
            else { continue }
            desk.say("note: \(rendition.name): this gravity only counts with \"fit\": \"cover\"")
        }
        return true
    }

    private var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension Recipe {
    /// What no other destination bucket would solve.
    fileprivate var feedingProblems: [String] {
        let names = selfFeedingRenditions(source: nil, destination: "another").map(\.name)
        guard !names.isEmpty else { return [] }
        return [
            "the output of \(names.joined(separator: ", ")) would land in its own source bucket under \"\(sourcePrefix)\"; "
                + "give another bucket, or keys outside sourcePrefix"
        ]
    }
}
