import AWSServices
import FoundationEssentials
import ImageEngine

extension Row {
    /// The row of an outcome, to be committed over the row that was read before the work.
    ///
    /// The sequencer is the newest that was ever committed: an event that came late changes nothing about that.
    init(of subject: Subject, _ outcome: Outcome, replacing row: Row?, at now: Date) {
        let event = subject.event
        let sequencers = [row?.sequencer, event.kind == .requested ? nil : event.sequencer].compactMap { $0 }
        let isNewest = event.sequencer == nil || event.sequencer == sequencers.max()
        self.init(
            imageID: subject.imageID,
            bucket: event.bucket,
            key: event.key,
            uploadTime: isNewest ? event.time ?? row?.uploadTime : row?.uploadTime,
            processedTime: now,
            uploadedBy: isNewest ? event.principal ?? row?.uploadedBy : row?.uploadedBy,
            status: .deleted,
            reason: nil,
            renditions: outcome.renditions.map { $0.withoutURL },
            sequencer: sequencers.max(),
            revision: (row?.revision ?? 0) + 1,
            recipeHash: subject.recipeHash
        )
        switch outcome {
        case .ready(_, let source):
            status = .ready
            format = source.info?.format
            pixelSize = source.info?.size
            placeholder = source.placeholder
            describe(source.object)
        case .rejected(let rejection, let object):
            status = .rejected
            reason = rejection.reason
            if let object { describe(object) }
        case .gone, .duplicate, .skipped:
            break
        }
    }

    private mutating func describe(_ object: S3Object) {
        eTag = object.eTag
        versionID = object.versionID
        size = object.contentLength
        uploadTime = uploadTime ?? object.lastModified
        uploadedBy = object.metadata["user"] ?? uploadedBy
    }
}

extension StoredRendition {
    /// A row outlives every presigned URL.
    fileprivate var withoutURL: StoredRendition {
        var rendition = self
        rendition.url = nil
        return rendition
    }
}
