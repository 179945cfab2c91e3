import AWSServices
import FoundationEssentials
import ImageEngine
import ImageFormats
import ImageRecord

extension Row {
    /// The row of an outcome, to be committed over the row that was read before the work.
    ///
    /// The sequencer is the newest that was ever committed: an event that came late changes nothing about that.
    init(of subject: Subject, _ outcome: Outcome, replacing row: Row?, at now: Date) {
        let event = subject.event
        self.init(
            subject.imageID,
            bucket: event.bucket,
            key: event.key,
            recipeHash: subject.recipeHash,
            replacing: row
        )
        let sequencers = [row?.sequencer, event.kind == .requested ? nil : event.sequencer].compactMap { $0 }
        let isNewest = event.sequencer == nil || event.sequencer == sequencers.max()
        uploadTime = isNewest ? event.time ?? row?.uploadTime : row?.uploadTime
        processedTime = now
        uploadedBy = isNewest ? event.principal ?? row?.uploadedBy : row?.uploadedBy
        renditions = outcome.renditions.map { $0.withoutURL }
        sequencer = sequencers.max()
        switch outcome {
        case .ready(_, let source):
            status = .ready
            format = source.info?.format.rawValue
            width = source.info?.size.width
            height = source.info?.size.height
            placeholder = source.placeholder
            focus = source.focus
            describe(source.object)
        case .rejected(let rejection, let object):
            status = .rejected
            reason = rejection.reason
            if let object { describe(object) }
        case .gone, .duplicate, .skipped:
            status = .deleted
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
