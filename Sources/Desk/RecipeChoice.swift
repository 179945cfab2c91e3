import FoundationEssentials
import ImageEngine
import ImagePipeline
import ImageRecord

/// The recipe that a command names, with its watermark's picture.
struct RecipeChoice: Sendable {
    let recipe: Recipe
    private let watermark: WatermarkImage?

    init(_ options: RecipeOptions) throws {
        recipe = try Self.recipe(options.recipe)
        if let path = options.watermark {
            let bytes = try Files.read(path)
            do {
                watermark = try WatermarkImage(png: bytes.span)
            } catch {
                throw DeskError.badWatermark(path: path, reason: "\(error)")
            }
        } else {
            watermark = nil
        }
        if watermark == nil, let needed = recipe.renditions.lazy.compactMap(\.watermark).first {
            throw DeskError.watermarkNeeded(location: "s3://\(needed.bucket)/\(needed.key)")
        }
    }

    /// How each rendition is drawn, in the recipe's order, copies left out.
    var settings: [RenditionSettings] {
        recipe.renditions.compactMap { rendition in
            guard case .render(var settings, let mark) = rendition.work else { return nil }
            if let mark, let watermark { settings.watermark = mark.watermark(of: watermark) }
            return settings
        }
    }

    /// A preset by its name, a file, or JSON.
    static func recipe(_ text: String) throws(DeskError) -> Recipe {
        let isFile = Recipe.preset(named: text) == nil && FileManager.default.fileExists(atPath: text)
        let json = isFile ? try Files.read(text) : nil
        do throws(RecipeError) {
            if let json { return try Recipe(json: json) }
            return try Recipe(text)
        } catch {
            throw .recipe(error.problems)
        }
    }
}
