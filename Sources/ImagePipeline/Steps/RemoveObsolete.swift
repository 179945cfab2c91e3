import AWSServices
import ImageRecord

extension Pipeline {
    /// Removes the renditions of this image that the next row will not list: a row is never replaced while something that only it
    /// knows of is still stored.
    ///
    /// Places where an interrupted attempt may have left something are looked at when nothing is to be there any more, and when the
    /// row is about another content than the recipe's usual places tell.
    func removeObsolete(_ subject: Subject, _ outcome: Outcome, _ row: Row?, _ context: CallContext) throws {
        let kept = outcome.renditions.map { S3Location(bucket: $0.bucket, key: $0.key) }
        var obsolete = row?.renditions.map { S3Location(bucket: $0.bucket, key: $0.key) } ?? []
        for candidate in subject.candidates where !obsolete.contains(candidate) { obsolete.append(candidate) }
        let imageHash = Provenance.hash(of: subject.imageID)
        for location in obsolete where !kept.contains(location) {
            try remove(location, imageHash, context)
        }
    }

    /// Removes what was looked at, and looks again where something else has come in its place.
    private func remove(_ location: S3Location, _ imageHash: String, _ context: CallContext) throws {
        while true {
            do {
                let object = try s3.headObject(location, context: context)
                guard Provenance(object.metadata)?.imageHash == imageHash else { return }
                return try s3.deleteObject(location, ifMatch: object.eTag, context: context)
            } catch {
                if case .notFound = error { return }
                guard case .changed = error else { throw error }
            }
        }
    }
}

extension Outcome {
    /// What is stored for the image now.
    var renditions: [StoredRendition] {
        switch self {
        case .ready(let renditions, _), .duplicate(let renditions): renditions
        case .rejected, .gone, .skipped: []
        }
    }
}
