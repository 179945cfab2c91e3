import AWSServices
import Environment
import ImagePipeline
import LambdaRuntime
import Telemetry
import Time

/// Everything that lives as long as the process, where the handler is `process`.
struct Program: Sendable {
    private let platform: Platform
    private let handler: EventHandler

    /// Reads the whole environment, so that every problem is reported at once.
    init(
        environment: [String: String],
        clock: WallClock,
        isIsolated: Bool = false,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) throws(EnvironmentError) {
        var reader = EnvironmentReader(environment)
        let configuration = Configuration(reading: &reader)
        platform = try Platform(&reader, clock: clock, write: write)
        guard let configuration else { throw EnvironmentError(problems: reader.problems) }
        handler = EventHandler(
            configuration,
            client: platform.client,
            clock: clock,
            isolation: isIsolated ? nil : IsolatedProcess.handle
        )
    }

    /// Handles one event.
    ///
    /// - Returns: Whether it succeeded; a failure has been logged.
    func handle(_ event: [UInt8], requestID: String, deadline: Deadline?, traceID: String?) -> Bool {
        let log = platform.log.forRequest(requestID)
        return (try? handler.handle(event, deadline: deadline, traceID: traceID, log: log)) != nil
    }

    /// Takes events until the platform ends the process; the exit status.
    func serve(_ runtime: RuntimeClient) -> Int32 {
        platform.serve(runtime) { invocation, log in
            try handler.handle(
                invocation.payload,
                deadline: invocation.deadline,
                traceID: invocation.traceID,
                log: log
            )
        }
    }
}
