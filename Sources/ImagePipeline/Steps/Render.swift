import AWSServices
import ImageEngine
import ImageRecord
import Time

/// What the source's object is made into, before anything is stored.
enum Rendered: Sendable {
    /// Every rendition, in the order of the recipe.
    case drafts([Draft], Source)
    /// The object can never be developed.
    case rejected(Rejection, S3Object?)
    /// There is no object.
    case gone
    /// The object was made by Minilab, and nobody asked to have it developed.
    case ownOutput
}

/// A source object that was accepted.
struct Source: Sendable {
    var object: S3Object
    /// What its header says; `nil` when it is only copied.
    var info: ImageInfo?
    var placeholder: StoredPlaceholder?
    var focus: StoredFocus?

    /// Whether the object's metadata name a focus in a form that cannot be read.
    var ignoresFocus: Bool { object.metadata[Focus.metadataName] != nil && object.focus == nil }
}

extension S3Object {
    /// The point that whoever stored the object has named.
    fileprivate var focus: Focus? { metadata[Focus.metadataName].flatMap { Focus(metadata: $0) } }
}

/// A rendition that is not stored yet.
struct Draft: Sendable {
    var recipe: RenditionRecipe
    /// The finished image; `nil` for a copy.
    var image: RenderedImage?
}

extension Pipeline {
    /// Fetches the object as it is now, identifies it, and draws every rendition from the one download.
    func render(_ subject: Subject, _ times: inout RecordTimes, _ context: CallContext) throws -> Rendered {
        var object: S3Object?
        do {
            let watermarks = (try? subject.watermarks.get()) ?? WatermarkPictures()
            let settings = subject.recipe.renditions.compactMap { $0.settings(watermarks) }
            guard !settings.isEmpty else {
                let copied = try times.measure(\.download) { try s3.headObject(subject.source, context: context) }
                object = copied
                try admit(copied, subject)
                return .drafts(subject.recipe.renditions.map { Draft(recipe: $0) }, Source(object: copied))
            }
            let (rendering, source) = try drawWhole(settings, subject, &times, context) { head in
                object = head
                try admit(head, subject)
                _ = try subject.watermarks.get()
            }
            return .drafts(
                drafts(of: rendering, subject),
                Source(
                    object: source,
                    info: rendering.info,
                    placeholder: rendering.placeholder.map { StoredPlaceholder($0) },
                    focus: rendering.focus.map { StoredFocus($0, isOfMetadata: source.focus != nil) }
                )
            )
        } catch is OwnOutput {
            return .ownOutput
        } catch ServiceError.notFound where subject.source.versionID == nil {
            return .gone
        } catch {
            guard case .reject(let reason) = Disposition(error) else { throw error }
            return .rejected(Rejection(reason), object)
        }
    }

    /// Draws once more if the bytes received turn out not to be those stored. That is known only at their end, when they have been
    /// drawn already. Another download costs less than another delivery of the event.
    private func drawWhole(
        _ settings: [RenditionSettings],
        _ subject: Subject,
        _ times: inout RecordTimes,
        _ context: CallContext,
        admit: (S3Object) throws -> Void
    ) throws -> (Rendering, S3Object) {
        do {
            return try draw(settings, subject, &times, context, admit: admit)
        } catch ServiceError.corruptDownload {
            return try draw(settings, subject, &times, context, admit: admit)
        }
    }

    /// The longest object, in bytes, that is read to its end only for its checksum.
    private static let longestVerified = 32 << 20

    /// Feeds the renderer as the bytes arrive.
    private func draw(
        _ settings: [RenditionSettings],
        _ subject: Subject,
        _ times: inout RecordTimes,
        _ context: CallContext,
        admit: (S3Object) throws -> Void
    ) throws -> (Rendering, S3Object) {
        let watermarkBytes = (try? subject.watermarks.get())?.bytes ?? 0
        let limits = subject.recipe.accept.limits(memory: memoryLimit.map { $0 - watermarkBytes })
        let download = Stopwatch(clock)
        var drawing = Duration.zero
        var reserved = 0
        defer { memoryBudget.giveBack(reserved) }
        var renderer = ImageRenderer(renditions: settings, limits: limits, lane: lane, clock: clock.uptime) { peak in
            memoryBudget.take(peak, until: context.deadline)
            reserved += peak
        }
        var damage: ImageError?
        var isVerifiable = false
        let object = try s3.getObject(subject.source, context: context) { head in
            isVerifiable = head.contentLength <= Self.longestVerified
            try admit(head)
            if let focus = head.focus { renderer.crop(around: focus) }
        } body: { piece in
            // Only the checksum at the end can tell whether the object is damaged or was damaged on its way here.
            guard damage == nil else { return }
            let feeding = Stopwatch(clock)
            defer { drawing += feeding.elapsed }
            do { try renderer.feed(piece) } catch ImageError.corrupt(let reason) where isVerifiable {
                damage = .corrupt(reason)
            }
        }
        if let damage { throw damage }
        times.download += download.elapsed - drawing
        let rendering = try renderer.finish()
        times.decode += rendering.times.decode
        times.resample += rendering.times.resample
        times.seek += rendering.times.seek
        times.encode += rendering.times.encode
        return (rendering, object)
    }

    /// Refuses an object by what its head says, before its first byte.
    private func admit(_ object: S3Object, _ subject: Subject) throws {
        guard subject.event.kind == .requested || Provenance(object.metadata) == nil else { throw OwnOutput() }
        if let limit = subject.recipe.accept.maxBytes, object.contentLength > limit {
            throw ImageError.tooManyBytes(object.contentLength, limit: limit)
        }
    }

    private func drafts(of rendering: Rendering, _ subject: Subject) -> [Draft] {
        var images = rendering.images[...]
        return subject.recipe.renditions.map { recipe in
            Draft(recipe: recipe, image: recipe.isCopy ? nil : images.popFirst())
        }
    }
}

private struct OwnOutput: Error {}
