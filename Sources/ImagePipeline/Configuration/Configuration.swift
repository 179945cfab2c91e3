public import Environment
public import ImageEngine

/// What the environment says about images, checked as a whole.
public struct Configuration: Sendable {
    /// What is made of every image.
    public var recipe: Recipe
    /// Where renditions go; `nil` for the source's bucket.
    public var destinationBucket: String?
    /// The table of rows; `nil` for none.
    public var tableName: String?
    /// The topic that every result is published to; `nil` for none.
    public var topicARN: String?
    /// The deployment's name, a dimension of every metric.
    public var environmentName: String
    /// Bytes that one image's decoding may take at its peak; `nil` where the function's memory is not known.
    public var memoryLimit: Int?
    /// Which decoders and encoders may be used.
    public var lane: Lane
    /// How many records of one event are worked on at a time.
    public var concurrentRecords: Int
}

extension Configuration: ReadFromEnvironment {
    /// Reads `RECIPE`, `DESTINATION_BUCKET`, `TABLE_NAME`, `TOPIC_ARN`, `ENVIRONMENT`, `MINILAB_CODEC` and the function's memory.
    public init?(reading reader: inout EnvironmentReader) {
        let handler = reader.text(.handler)
        if handler != nil, handler != "process" { reader.refuse(.handler, accepted: "process, api") }
        destinationBucket = reader.text(.destinationBucket)
        tableName = reader.text(.tableName)
        topicARN = reader.value(.topicARN, accepted: "arn:aws:sns:region:account:name") {
            $0.hasPrefix("arn:") ? $0 : nil
        }
        environmentName = reader.text(.environment) ?? "dev"
        memoryLimit = reader.integer(.memorySize, in: 64...1_048_576).map { Self.imageMemory(ofFunction: $0) }
        lane = reader.choice(.codec, otherwise: .fast)
        concurrentRecords = 8
        guard let recipe = Self.recipe(&reader, destination: destinationBucket) else { return nil }
        self.recipe = recipe
    }

    /// How much of a function's memory (MiB) images may take: the rest is the process, its buffers, and a reserve for what allocators
    /// keep.
    private static func imageMemory(ofFunction mebibytes: Int) -> Int {
        (mebibytes - 48) * 1_048_576 * 8 / 10
    }

    private static func recipe(_ reader: inout EnvironmentReader, destination: String?) -> Recipe? {
        do {
            let recipe = try RecipeFile.recipe(reader.text(.recipe) ?? "thumbnail", in: reader.text(.taskRoot) ?? ".")
            refuseSelfFeeding(recipe, destination: destination, &reader)
            return recipe
        } catch {
            for problem in error.problems { reader.explain(.recipe, problem) }
            return nil
        }
    }

    /// Without the source bucket's name, only renditions that go back into the source bucket can be seen to feed themselves.
    private static func refuseSelfFeeding(
        _ recipe: Recipe,
        destination: String?,
        _ reader: inout EnvironmentReader
    ) {
        let names = recipe.selfFeedingRenditions(source: nil, destination: destination).map(\.name)
        guard !names.isEmpty else { return }
        reader.explain(
            .recipe,
            "the output of \(names.joined(separator: ", ")) would land in its own source bucket under \"\(recipe.sourcePrefix)\"; "
                + "set \(EnvironmentVariable.destinationBucket.rawValue), or give keys outside sourcePrefix"
        )
    }
}
