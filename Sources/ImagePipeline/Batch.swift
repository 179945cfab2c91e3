import AWSServices
import ImageRecord
import JSON
import Telemetry
import Time
import Workers

/// Works on many records at once: while one waits for the network, another computes.
struct Batch: Sendable {
    let pipeline: Pipeline
    let context: CallContext
    let log: Log
    let width: Int
    let isolation: EventHandler.Isolation?

    /// What became of one record.
    typealias Record = Result<Development, any Error>

    /// Works on `notifications`, all of them whatever happens to some.
    ///
    /// - Returns: What became of each, in their order. A record that does not fit into the time left is not begun.
    func work(on notifications: [Event.Notification]) -> [Record] {
        WorkerPool.map(notifications, width: width, work)
    }

    /// Works on one record: reads it, develops it, and logs the outcome.
    func work(on notification: Event.Notification) -> Record {
        let result = Result { () throws -> Development in
            let event = try notification.get()
            try guardDeadline()
            return try pipeline.develop(event, context)
        }
        switch result {
        case .success(let development): development.log(to: log)
        case .failure(let error): logFailure(error, of: try? notification.get())
        }
        return result
    }

    private func logFailure(_ error: any Error, of event: ObjectEvent?) {
        var facts: [String: JSONValue] = ["reason": .string("\(error)")]
        facts["imageId"] = (event?.imageID).map { .string($0.description) }
        log(
            .error,
            Disposition(error) == .fatal ? "Image failed, and will until the configuration is changed" : "Image failed",
            facts
        )
    }

    func guardDeadline() throws {
        guard let deadline = context.deadline else { return }
        let left = deadline.remaining(at: pipeline.clock.now())
        guard left >= Self.leastTime else { throw NotBegun(left: left, least: Self.leastTime) }
    }

    /// Less than this is not worth beginning: the calls of one small image take about as long.
    private static let leastTime = Duration.milliseconds(500)
}

/// A record that was left for another invocation.
struct NotBegun: Error, CustomStringConvertible {
    let left: Duration
    let least: Duration

    var description: String {
        "not begun: \(Int(left.milliseconds)) ms are left to the deadline, at least \(Int(least.milliseconds)) ms are needed"
    }
}
