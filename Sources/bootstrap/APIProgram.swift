import AWSServices
import HTTP
import ImagePipeline
import LambdaRuntime
import Telemetry
import UploadAPI

/// Everything that lives as long as the process, where the handler is `api`.
struct APIProgram: Sendable {
    private let api: UploadAPI
    private let log: Log
    private let clock: WallClock

    /// Reads the whole environment, so that every problem is told at once.
    init(
        environment: [String: String],
        clock: WallClock,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) throws(ConfigurationProblems) {
        let settings = Result { () throws(ConfigurationError) in try UploadAPISettings(environment: environment) }
        let aws = Result { () throws(ConfigurationError) in try AWSConfiguration(environment: environment) }
        guard case .success(let settings) = settings, case .success(let aws) = aws else {
            throw ConfigurationProblems(problems: settings.problems + aws.problems)
        }
        let authorities = [ConfigurationVariable.certificateBundle, .certificateFile]
            .compactMap { environment[$0.rawValue] }.first { !$0.isEmpty }
        let transport = CurlTransport(options: CurlOptions(certificateAuthorities: authorities))
        let client = AWSClient(transport: transport, configuration: aws, clock: clock)
        api = UploadAPI(settings, client: client, clock: clock)
        let level = environment[ConfigurationVariable.logLevel.rawValue].flatMap { Log.Level(name: $0) }
        log = Log(threshold: level ?? .info, clock: clock, write: write)
        self.clock = clock
    }

    /// Takes requests until the platform ends the process.
    ///
    /// - Returns: The exit status.
    func serve(_ client: RuntimeClient) -> Int32 {
        Termination.onSignal { log(.info, "Told to end") }
        let loop = RunLoop(
            client: client,
            log: log,
            clock: clock,
            announceTraceID: { TraceEnvironment.announce($0) },
            handler: { invocation, log in
                try api.handle(invocation.payload, deadline: invocation.deadline, traceID: invocation.traceID, log: log)
            }
        )
        log(.fatal, "Environment lost", ["reason": .string("\(loop.run())")])
        return 1
    }
}
