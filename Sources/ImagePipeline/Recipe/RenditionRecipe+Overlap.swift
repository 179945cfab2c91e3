import ImageEngine
import ImageFormats

extension RenditionRecipe {
    /// Whether this rendition and `other`, of one image, land at the same place: the second would silently replace the first.
    ///
    /// Decided from the templates alone, so it holds for every source of a format. A file's unusual extension, or two
    /// buckets that are one only in some deployment, can make keys meet that this does not foresee: the pipeline rejects that image.
    ///
    /// - Parameters:
    ///   - other: Another rendition of the same recipe.
    ///   - formats: What the recipe accepts.
    /// - Returns: Whether they meet for at least one of the formats.
    func overlaps(_ other: RenditionRecipe, accepting formats: [ImageFormat]) -> Bool {
        guard bucket == other.bucket, key.naming(rendition: name) == other.key.naming(rendition: other.name) else {
            return false
        }
        guard key.uses(.ext) else { return true }
        return formats.contains { !Set(outcomes(of: $0)).isDisjoint(with: other.outcomes(of: $0)) }
    }

    /// The formats that may come out of a source's.
    func outcomes(of source: ImageFormat) -> [ImageFormat] {
        guard case .render(let settings, _) = work else { return [source] }
        if let format = settings.format { return [format] }
        let (opaque, transparent) = (source.written(hasAlpha: false), source.written(hasAlpha: true))
        return opaque == transparent ? [opaque] : [opaque, transparent]
    }
}
