import AWSServices
import HTTP
import ImagePipeline
import LambdaRuntime
import Telemetry
import Workers

/// Everything that lives as long as the process.
struct Program: Sendable {
    private let configuration: Configuration
    private let handler: EventHandler
    private let log: Log
    private let clock: WallClock

    /// Reads the whole environment, so that every problem is told at once.
    init(
        environment: [String: String],
        clock: WallClock,
        isIsolated: Bool = false,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) throws(ConfigurationProblems) {
        let configuration = Result { () throws(ConfigurationProblems) in try Configuration(environment: environment) }
        let aws = Result { () throws(ConfigurationError) in try AWSConfiguration(environment: environment) }
        guard case .success(let configuration) = configuration, case .success(let aws) = aws else {
            throw ConfigurationProblems(problems: configuration.problems + aws.problems)
        }
        let transport = CurlTransport(
            options: CurlOptions(certificateAuthorities: configuration.certificateAuthorities)
        )
        let client = AWSClient(transport: transport, configuration: aws, clock: clock) { Double.random(in: 0..<1) }
        self.configuration = configuration
        self.clock = clock
        handler = EventHandler(
            configuration,
            client: client,
            clock: clock,
            isolation: isIsolated ? nil : IsolatedProcess.handle
        )
        log = Log(threshold: configuration.logLevel, clock: clock, write: write)
    }

    /// Handles one event.
    ///
    /// - Returns: Whether it succeeded; what did not has been logged.
    func handle(_ event: [UInt8], requestID: String, deadline: Deadline?, traceID: String?) -> Bool {
        let log = log.forRequest(requestID)
        return (try? handler.handle(event, deadline: deadline, traceID: traceID, log: log)) != nil
    }

    /// Takes events until the platform ends the process.
    ///
    /// - Returns: The exit status.
    func serve(_ client: RuntimeClient) -> Int32 {
        Termination.onSignal { log(.info, "Told to end") }
        let isAlone = configuration.concurrentInvocations == 1
        let loop = RunLoop(
            client: client,
            log: log,
            clock: clock,
            // One variable cannot tell the ids of several invocations at once.
            announceTraceID: { if isAlone { TraceEnvironment.announce($0) } },
            handler: { invocation, log in
                try handler.handle(
                    invocation.payload,
                    deadline: invocation.deadline,
                    traceID: invocation.traceID,
                    log: log
                )
            }
        )
        WorkerPool.run(copies: configuration.concurrentInvocations) {
            log(.fatal, "Environment lost", ["reason": .string("\(loop.run())")])
        }
        return 1
    }
}
