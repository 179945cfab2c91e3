import AWSServices
import ImageEngine
import ImageRecord
import Time

/// What one event led to, and what it took.
struct Development: Sendable {
    let event: ObjectEvent
    let outcome: Outcome
    let times: RecordTimes
    /// The time from the first call to the last.
    let total: Duration

    init(_ event: ObjectEvent, _ outcome: Outcome, _ times: RecordTimes) {
        self.event = event
        self.outcome = outcome
        self.times = times
        total = times.elapsed
    }

    var result: ImageResult {
        ImageResult(
            imageId: event.imageID.description,
            status: outcome.status,
            renditions: outcome.renditions,
            placeholder: outcome.placeholder,
            focus: outcome.focus,
            reason: outcome.reason,
            sequencer: event.sequencer?.text
        )
    }
}

extension Outcome {
    var status: ImageStatus {
        switch self {
        case .ready: .ready
        case .rejected: .rejected
        case .gone: .deleted
        case .duplicate: .duplicate
        case .skipped: .skipped
        }
    }

    var placeholder: StoredPlaceholder? {
        if case .ready(_, let source) = self { source.placeholder } else { nil }
    }

    var focus: StoredFocus? {
        if case .ready(_, let source) = self { source.focus } else { nil }
    }

    var reason: String? {
        switch self {
        case .rejected(let rejection, _): rejection.reason
        case .skipped(let reason): reason
        case .ready, .gone, .duplicate: nil
        }
    }

    /// Bytes of the source that were read.
    var bytesIn: Int {
        switch self {
        case .ready(let renditions, let source) where !renditions.isEmpty && source.info != nil:
            source.object.contentLength
        case .ready, .rejected, .gone, .duplicate, .skipped: 0
        }
    }
}
