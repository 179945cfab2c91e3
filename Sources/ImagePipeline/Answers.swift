import FoundationEssentials
import ImageRecord
import JSON

/// The answer to S3, SNS and EventBridge, and to whoever invokes directly.
struct ResultsAnswer: Encodable {
    var results: [ImageResult]

    /// The answer; a failure when a record failed, because nobody but Lambda can deliver it again.
    static func encoded(_ records: [Batch.Record]) -> Result<[UInt8], EventFailure> {
        let reasons = records.compactMap { record in
            if case .failure(let error) = record { "\(error)" } else { nil }
        }
        guard reasons.isEmpty else { return .failure(EventFailure(reasons: reasons)) }
        let results = records.compactMap { try? $0.get().result }
        return .success((try? JSONEncoder.canonical.bytes(ResultsAnswer(results: results))) ?? [])
    }
}

/// The answer to SQS: which messages have to be delivered again (Lambda guide, "Reporting batch item failures").
struct BatchFailures: Encodable {
    struct Item: Encodable {
        var itemIdentifier: String
    }

    var batchItemFailures: [Item]

    init(_ messageIDs: [String]) {
        batchItemFailures = messageIDs.map { Item(itemIdentifier: $0) }
    }
}

/// The answer to S3 Batch Operations: what became of each task (S3 user guide, "Invoke AWS Lambda function").
struct BatchJobAnswer: Encodable {
    enum ResultCode: String, Encodable {
        case succeeded = "Succeeded"
        case temporaryFailure = "TemporaryFailure"
        case permanentFailure = "PermanentFailure"
    }

    struct TaskResult: Encodable {
        var taskId: String
        var resultCode: ResultCode
        var resultString: String
    }

    var invocationSchemaVersion: String
    var treatMissingKeysAs = ResultCode.permanentFailure
    var invocationId: String
    var results: [TaskResult]

    init(_ job: BatchJob, _ records: [Batch.Record]) {
        invocationSchemaVersion = job.invocationSchemaVersion
        invocationId = job.invocationId
        results = zip(job.tasks, records).map { task, record in
            let (code, text) = Self.code(record)
            return TaskResult(taskId: task.taskID, resultCode: code, resultString: text)
        }
    }

    private static func code(_ record: Batch.Record) -> (ResultCode, String) {
        switch record {
        case .success(let development):
            let status = development.outcome.status
            let text = [status.rawValue, development.outcome.reason].compactMap { $0 }.joined(separator: ": ")
            return (status == .rejected || status == .deleted ? .permanentFailure : .succeeded, text)
        case .failure(let error):
            // What cannot be read now can never be.
            return (error is EventError ? .permanentFailure : .temporaryFailure, "\(error)")
        }
    }
}

/// Why an invocation has to be retried as a whole.
public struct EventFailure: Error, CustomStringConvertible {
    /// The reason of each record that failed.
    public var reasons: [String]

    /// The reasons in one line.
    public var description: String { reasons.joined(separator: "; ") }
}
