import AWSServices
import ImageRecord

extension Pipeline {
    /// Whether an event has nothing to add: it is not newer than the row, and what is stored is what the row says.
    ///
    /// The row alone does not prove it: an attempt at an older object may have stored its renditions after the row was committed, and
    /// crashed. So each place where a rendition is, or may have been left, is looked at: one `HEAD` for most recipes, no download.
    func isDuplicate(_ subject: Subject, of row: Row, _ context: CallContext) throws -> Bool {
        guard subject.event.kind != .requested, row.status == .ready, row.recipeHash == subject.recipeHash,
            let committed = row.sequencer, let sequencer = subject.event.sequencer, sequencer <= committed
        else { return false }
        let listed = row.renditions.map { S3Location(bucket: $0.bucket, key: $0.key) }
        for location in listed {
            guard try provenance(at: location, context) == row.provenance else { return false }
        }
        for location in subject.candidates where !listed.contains(location) {
            guard try provenance(at: location, context)?.imageHash != row.provenance?.imageHash else { return false }
        }
        return true
    }

    /// What a stored object says of itself; `nil` when there is none, or Minilab did not make it.
    func provenance(at location: S3Location, _ context: CallContext) throws -> Provenance? {
        do {
            return Provenance(try s3.headObject(location, context: context).metadata)
        } catch ServiceError.notFound {
            return nil
        }
    }
}
