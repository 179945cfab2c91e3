public import AWSServices
import FoundationEssentials
import JSON
public import Telemetry
public import Time

/// Answers an invocation's payload.
public struct EventHandler: Sendable {
    /// Handles an event, such as the body of a queue's message, in a process of its own; throws when it did not succeed there.
    public typealias Isolation = @Sendable (_ event: [UInt8], _ context: CallContext, _ log: Log) throws -> Void

    private let pipeline: Pipeline
    private let clock: WallClock
    private let environmentName: String
    private let width: Int
    private let isolation: Isolation?
    private let coldStart = ColdStart()

    /// Creates a handler. Without `isolation` every message is worked on in this process.
    public init(_ configuration: Configuration, client: AWSClient, clock: WallClock, isolation: Isolation?) {
        pipeline = Pipeline(configuration, client: client, clock: clock)
        environmentName = configuration.environmentName
        width = configuration.concurrentRecords
        self.clock = clock
        self.isolation = isolation
    }

    /// Works on every record of `payload`.
    ///
    /// - Returns: The answer that the sender of this kind of event understands, as JSON.
    /// - Throws: ``EventFailure`` when the invocation as a whole has to be retried: its event cannot be read, or a record that
    ///   was delivered directly has failed.
    public func handle(_ payload: [UInt8], deadline: Deadline?, traceID: String?, log: Log) throws -> [UInt8] {
        let margin = deadline.map { Deadline($0.date.addingTimeInterval(-Self.answerMargin)) }
        let batch = Batch(
            pipeline: pipeline,
            context: CallContext(deadline: margin, traceID: traceID),
            log: log,
            width: width,
            isolation: isolation
        )
        let event: Event
        do {
            event = try Event(payload)
        } catch {
            throw EventFailure(reasons: [error.description])
        }
        let (answer, records) = try answer(event, batch)
        report(records, to: log)
        if case .failure(let failure) = answer { throw failure }
        return try answer.get()
    }

    /// The time kept back to send the answer, before Lambda ends the invocation.
    private static let answerMargin = 0.2

    private func answer(_ event: Event, _ batch: Batch) throws -> (Result<[UInt8], EventFailure>, [Batch.Record]) {
        switch event {
        case .notifications(let notifications):
            let records = batch.work(on: notifications)
            return (ResultsAnswer.encoded(records), records)
        case .queue(let messages):
            let (failures, records) = batch.work(onMessages: messages)
            return (.success(try JSONEncoder.canonical.bytes(BatchFailures(failures))), records)
        case .batchJob(let job):
            let records = batch.work(on: job.tasks.map(\.notification))
            return (.success(try JSONEncoder.canonical.bytes(BatchJobAnswer(job, records))), records)
        }
    }

    private func report(_ records: [Batch.Record], to log: Log) {
        var metrics = Metrics(namespace: "Minilab", dimensions: ["Environment": environmentName])
        for record in records {
            switch record {
            case .success(let development): development.count(in: &metrics)
            case .failure: metrics.add("Failed", 1, .count)
            }
        }
        if let peak = PeakMemory.bytes { metrics.add("MemoryUsed", Double(peak) / 1_048_576, .megabytes) }
        if coldStart.takeFirst() { metrics.add("ColdStart", 1, .count) }
        log.metrics(metrics)
    }
}
