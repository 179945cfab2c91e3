extension Recipe {
    /// The renditions whose output would land under the recipe's own trigger: each would be developed again, without end.
    ///
    /// `source` is the bucket that triggers, or `nil` where it is known only from the events; then only references to it count.
    /// A template whose fixed beginning neither leaves nor enters the prefix may do either, so it counts as feeding itself.
    public func selfFeedingRenditions(source: String?, destination: String?) -> [RenditionRecipe] {
        renditions.filter { rendition in
            let landsInSource: Bool =
                switch rendition.bucket {
                case .source: true
                case .destination: destination == nil || destination == source
                case .named(let name): name == source
                }
            guard landsInSource else { return false }
            let beginning = rendition.key.fixedPrefix(rendition: rendition.name).utf8
            return beginning.starts(with: sourcePrefix.utf8) || sourcePrefix.utf8.starts(with: beginning)
        }
    }
}
