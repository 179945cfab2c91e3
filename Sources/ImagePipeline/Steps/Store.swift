import AWSServices
import FoundationEssentials
import ImageEngine
import ImageFormats
import ImageRecord
import Time
import Workers

/// What became of an image, before the row says so.
enum Outcome: Sendable {
    /// Every rendition is stored and current.
    case ready([StoredRendition], Source)
    /// The object can never be developed.
    case rejected(Rejection, S3Object?)
    /// There is no object.
    case gone
    /// The event has nothing to add.
    case duplicate([StoredRendition])
    /// Nothing is to be done, and why.
    case skipped(String)
}

extension Pipeline {
    /// Stores every rendition, several at a time. Either all of them are stored, or this throws, or the image is rejected.
    func store(
        _ rendered: Rendered,
        of subject: Subject,
        replacing row: Row?,
        _ times: inout RecordTimes,
        _ context: CallContext
    ) throws -> Outcome {
        switch rendered {
        case .gone: return .gone
        case .ownOutput:
            // Where it has replaced a photo, that photo is gone.
            guard row == nil else { return .gone }
            try removeObsolete(subject, .gone, nil, context)
            return .skipped("made by Minilab itself")
        case .rejected(let rejection, let object): return .rejected(rejection, object)
        case .drafts(let drafts, let source):
            do {
                let places = try places(of: drafts, source, subject)
                let results = times.measure(\.upload) {
                    WorkerPool.map(places, width: Self.parallelUploads) { place in
                        Result { try store(place.draft, at: place.location, source, subject, context) }
                    }
                }
                return .ready(try results.map { try $0.get() }, source)
            } catch {
                guard case .reject(let reason) = Disposition(error) else { throw error }
                return .rejected(Rejection(reason), source.object)
            }
        }
    }

    /// Where each rendition goes, decided for all of them before the first is stored.
    ///
    /// - Throws: ``Rejection`` when one has no place, or two have the same: what the recipe alone shows was refused when it was read.
    private func places(
        of drafts: [Draft],
        _ source: Source,
        _ subject: Subject
    ) throws -> [(draft: Draft, location: S3Location)] {
        var taken: [S3Location: String] = [:]
        return try drafts.map { draft in
            let location = try subject.location(
                of: draft.recipe,
                original: source.info?.format,
                written: draft.image?.format,
                eTag: source.object.eTag
            )
            if let other = taken.updateValue(draft.recipe.name, forKey: location) {
                throw Rejection("the renditions \(other) and \(draft.recipe.name) would both be stored at \(location)")
            }
            return (draft, location)
        }
    }

    /// Enough to hide the network's latency, few enough for the smallest function.
    private static let parallelUploads = 4

    private func store(
        _ draft: Draft,
        at location: S3Location,
        _ source: Source,
        _ subject: Subject,
        _ context: CallContext
    ) throws -> StoredRendition {
        let provenance = Provenance(
            imageID: subject.imageID,
            eTag: source.object.eTag,
            versionID: source.object.versionID,
            recipeHash: subject.recipeHash
        )
        var stored = StoredRendition(
            name: draft.recipe.name,
            bucket: location.bucket,
            key: location.key,
            width: draft.image?.size.width,
            height: draft.image?.size.height,
            bytes: draft.image?.bytes.count ?? source.object.contentLength,
            contentType: draft.image?.format.mediaType ?? source.object.contentType ?? "application/octet-stream"
        )
        if let image = draft.image {
            try put(image, at: location, provenance, draft.recipe.cacheControl, context)
        } else {
            try copy(source.object, from: subject.source, to: location, provenance, context)
        }
        if let seconds = draft.recipe.urlExpiresIn {
            stored.url = try s3.presignedGetObject(location, expiresIn: .seconds(seconds), at: clock.now())
        }
        return stored
    }

    /// Writes only over nothing, or over what was looked at and is not another image's: S3 checks it in the same step.
    private func put(
        _ image: RenderedImage,
        at location: S3Location,
        _ provenance: Provenance,
        _ cacheControl: String,
        _ context: CallContext
    ) throws {
        var condition = WriteCondition.isAbsent
        while true {
            do {
                try s3.putObject(
                    location,
                    bytes: image.bytes,
                    contentType: image.format.mediaType,
                    cacheControl: cacheControl,
                    metadata: provenance.metadata,
                    condition: condition,
                    context: context
                )
                return
            } catch {
                guard error.saysItIsAnother else { throw error }
                condition = try owned(location, by: provenance, context).map { .matches(eTag: $0.eTag) } ?? .isAbsent
            }
        }
    }

    /// A copy keeps all of the source's metadata, and gets Minilab's mark as well.
    private func copy(
        _ object: S3Object,
        from source: S3Location,
        to location: S3Location,
        _ provenance: Provenance,
        _ context: CallContext
    ) throws {
        _ = try owned(location, by: provenance, context)
        let metadata = object.metadata.merging(provenance.metadata) { _, own in own }
        try s3.copyObject(from: source, object: object, to: location, metadata: metadata, context: context)
    }

    /// The object at a location that a rendition may replace; `nil` when there is none.
    ///
    /// - Throws: ``Rejection`` when it is another image's rendition.
    private func owned(_ location: S3Location, by provenance: Provenance, _ context: CallContext) throws -> S3Object? {
        do {
            let object = try s3.headObject(location, context: context)
            if let other = Provenance(object.metadata), other.imageHash != provenance.imageHash {
                throw Rejection("\(location) holds the rendition of another image")
            }
            return object
        } catch ServiceError.notFound {
            return nil
        }
    }
}

extension ServiceError {
    /// Whether a conditional write found something other than what was looked at: another object, or none.
    fileprivate var saysItIsAnother: Bool {
        switch self {
        case .changed, .notFound: true
        default: false
        }
    }
}
