import JSON
public import Telemetry
public import Time

/// Takes events and gives answers until the platform ends the process.
///
/// One loop is one line of events; on Managed Instances several run side by side. A failure belongs to its invocation: the
/// loop continues. It ends only when Lambda says that the environment is lost, or when `/next` keeps failing.
public struct RunLoop: Sendable {
    /// Turns an event into an answer. Whatever it throws is reported as the invocation's failure.
    public typealias Handler = @Sendable (Invocation, Log) throws -> [UInt8]

    private let client: RuntimeClient
    private let log: Log
    private let clock: WallClock
    private let announceTraceID: @Sendable (String?) -> Void
    private let handler: Handler

    /// Creates a loop.
    ///
    /// `announceTraceID` is given the trace id of each invocation, and `nil` when it has none, before the handler runs.
    public init(
        client: RuntimeClient,
        log: Log,
        clock: WallClock,
        announceTraceID: @escaping @Sendable (String?) -> Void,
        handler: @escaping Handler
    ) {
        self.client = client
        self.log = log
        self.clock = clock
        self.announceTraceID = announceTraceID
        self.handler = handler
    }

    /// Runs until the environment is lost.
    ///
    /// - Returns: Why it ended.
    public func run() -> RuntimeError {
        var failures = 0
        while true {
            do {
                let invocation = try client.next()
                failures = 0
                try work(on: invocation)
            } catch {
                guard isSurvivable(error), failures < Self.patience else { return error }
                failures += 1
                log(.warn, "Runtime API call failed", ["reason": .string("\(error)"), "attempt": .integer(failures)])
                clock.sleep(.milliseconds(100 << min(failures, 4)))
            }
        }
    }

    /// Consecutive failures of `/next` before the loop gives up: Lambda then starts a new environment.
    private static let patience = 5

    /// Works on one invocation; throws only when the environment is lost.
    private func work(on invocation: Invocation) throws(RuntimeError) {
        announceTraceID(invocation.traceID)
        let log = log.forRequest(invocation.requestID)
        let answer: [UInt8]
        do {
            answer = try handler(invocation, log)
        } catch {
            return try report(ErrorResponse(describing: error), of: invocation, log)
        }
        do {
            try client.respond(to: invocation.requestID, with: answer)
        } catch .answerTooLarge(let bytes, let limit) {
            let message = "The answer has \(bytes) bytes, over Lambda's limit of \(limit)."
            try report(ErrorResponse(type: "Function.ResponseSizeTooLarge", message: message), of: invocation, log)
        } catch {
            try note(error, log)
        }
    }

    private func report(_ failure: ErrorResponse, of invocation: Invocation, _ log: Log) throws(RuntimeError) {
        log(.error, "Invocation failed", ["errorType": .string(failure.type), "reason": .string(failure.message)])
        do {
            try client.report(failure, for: invocation.requestID)
        } catch {
            try note(error, log)
        }
    }

    /// An answer that the platform refuses (the invocation timed out, or is already answered) is dropped.
    private func note(_ error: RuntimeError, _ log: Log) throws(RuntimeError) {
        guard isSurvivable(error) else { throw error }
        log(.error, "Answer was not taken", ["reason": .string("\(error)")])
    }

    /// 500 means that the container is in a state that cannot be recovered ("Runtime should exit promptly").
    private func isSurvivable(_ error: RuntimeError) -> Bool {
        if case .refused(_, status: 500) = error { false } else { true }
    }
}

extension ErrorResponse {
    /// The failure itself, or an unnamed one that says what was thrown.
    init(describing error: any Error) {
        self = error as? ErrorResponse ?? ErrorResponse(type: "Function.Failed", message: "\(error)")
    }
}
