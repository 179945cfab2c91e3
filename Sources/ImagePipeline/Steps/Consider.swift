import AWSServices
import ImageRecord

/// Whether the recipe applies to an event.
enum Consideration: Sendable {
    case work(Subject)
    case skip(reason: String)
}

extension Pipeline {
    /// Decides what can be decided before anything is read.
    ///
    /// - Throws: ``SelfFeedingRecipe`` when what comes out would be developed again; ``RecipeError`` for renditions that a request
    ///   brings along.
    func consider(_ event: ObjectEvent, _ context: CallContext) throws -> Consideration {
        guard let renditions = event.renditions else {
            guard let key = SourceKey(event.key, below: recipe.sourcePrefix) else {
                return .skip(reason: "outside the recipe's sourcePrefix \"\(recipe.sourcePrefix)\"")
            }
            guard !key.isFolderMarker else { return .skip(reason: "a folder marker") }
            try refuseSelfFeeding(event)
            return .work(subject(event, key, recipe, recipeHash, isOneOff: false, context))
        }
        let recipe = try recipe.replacingRenditions(with: renditions)
        guard let key = SourceKey(event.key, below: recipe.sourcePrefix) ?? SourceKey(event.key, below: "") else {
            return .skip(reason: "not a key")
        }
        return .work(subject(event, key, recipe, recipe.hash, isOneOff: true, context))
    }

    private func subject(
        _ event: ObjectEvent,
        _ key: SourceKey,
        _ recipe: Recipe,
        _ hash: String,
        isOneOff: Bool,
        _ context: CallContext
    ) -> Subject {
        let watermarks = Result { try watermarkShelf.pictures(for: recipe, from: s3, context) }
        return Subject(
            event: event,
            key: key,
            recipe: recipe,
            recipeHash: (try? watermarks.get())?.hash(of: hash) ?? hash,
            watermarks: watermarks,
            destinationBucket: destinationBucket,
            isOneOff: isOneOff
        )
    }

    /// Only an event from the trigger says which bucket has it; a request may be about an object in any bucket.
    private func refuseSelfFeeding(_ event: ObjectEvent) throws {
        guard event.kind != .requested else { return }
        let feeding = recipe.selfFeedingRenditions(source: event.bucket, destination: destinationBucket)
        guard feeding.isEmpty else {
            throw SelfFeedingRecipe(
                renditions: feeding.map(\.name),
                bucket: event.bucket,
                prefix: recipe.sourcePrefix
            )
        }
    }
}
