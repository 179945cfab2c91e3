import JSON
import Telemetry
import Workers

extension Batch {
    /// Works on the messages of a queue, the most often received first.
    ///
    /// A message that has come back several times may be one that ends the process. It is worked on in a process of its own, so that
    /// it does not take the other messages of the batch along, whose receive counts would rise with its own until all of them are dead
    /// letters. A FIFO queue's messages are worked on in order, and nothing after a failure.
    ///
    /// - Returns: The ids of the messages that have to be delivered again, and every record of the messages that were worked on in
    ///   this process.
    func work(onMessages messages: [QueueMessage]) -> (failures: [String], records: [Record]) {
        let results = messages.contains(where: \.isFIFO) ? inOrder(messages) : byReceiveCount(messages)
        let failures = zip(messages, results).filter { $1.hasFailed }.map(\.0.messageID)
        return (failures, results.flatMap(\.records))
    }

    private enum MessageResult: Sendable {
        case worked([Record])
        case isolated(hasFailed: Bool)

        var records: [Record] {
            if case .worked(let records) = self { records } else { [] }
        }

        var hasFailed: Bool {
            switch self {
            case .worked(let records): records.contains(where: \.isFailure)
            case .isolated(let hasFailed): hasFailed
            }
        }
    }

    private func byReceiveCount(_ messages: [QueueMessage]) -> [MessageResult] {
        let order = messages.indices.sorted { left, right in
            (messages[right].receiveCount, left) < (messages[left].receiveCount, right)
        }
        let results = WorkerPool.map(order.map { messages[$0] }, width: width, work)
        var ordered = [MessageResult](repeating: .worked([]), count: messages.count)
        for (index, result) in zip(order, results) { ordered[index] = result }
        return ordered
    }

    private func inOrder(_ messages: [QueueMessage]) -> [MessageResult] {
        var results: [MessageResult] = []
        for message in messages {
            let follows = results.last?.hasFailed ?? false
            results.append(follows ? .worked([.failure(AfterFailure())]) : work(on: message))
        }
        return results
    }

    private func work(on message: QueueMessage) -> MessageResult {
        switch message.notifications {
        case .failure(let error):
            return .worked([work(on: .failure(error))])
        case .success(let notifications):
            guard let isolation, message.receiveCount >= Self.suspectReceiveCount, !notifications.isEmpty else {
                return .worked(notifications.map(work))
            }
            return .isolated(hasFailed: !isolate(message, isolation))
        }
    }

    /// A message may come back twice because of the network before it is suspected; the queue gives it up at the fifth time.
    static let suspectReceiveCount = 3

    /// The process logs its records by itself; only that it did not come to an end is logged here.
    private func isolate(_ message: QueueMessage, _ isolation: EventHandler.Isolation) -> Bool {
        do {
            try guardDeadline()
            try isolation(message.body, context, log)
            return true
        } catch {
            log(.error, "Message failed", ["messageId": .string(message.messageID), "reason": .string("\(error)")])
            return false
        }
    }
}

/// A message of a FIFO queue that comes after one that failed.
struct AfterFailure: Error, CustomStringConvertible {
    let description = "not begun: an earlier message of the queue has failed"
}

extension Result {
    var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
