import AWSServices
import Environment
import HTTP
import LambdaRuntime
import Telemetry
import Time

/// What every handler stands on: AWS, the log, and Lambda's loops.
struct Platform: Sendable {
    let client: AWSClient
    let log: Log
    private let clock: WallClock
    private let settings: RuntimeSettings

    /// Reads the rest of the environment.
    ///
    /// - Throws: Everything that is wrong with it, plus what `reader` had found before.
    init(
        _ reader: inout EnvironmentReader,
        clock: WallClock,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) throws(EnvironmentError) {
        let aws = AWSConfiguration(reading: &reader)
        settings = RuntimeSettings(reading: &reader)
        guard let aws, reader.problems.isEmpty else { throw EnvironmentError(problems: reader.problems) }
        let transport = CurlTransport(options: CurlOptions(certificateAuthorities: aws.certificateAuthorities))
        client = AWSClient(transport: transport, configuration: aws, clock: clock)
        log = Log(threshold: settings.logLevel, clock: clock, write: write)
        self.clock = clock
    }

    /// Takes events until the platform ends the process; the exit status.
    func serve(_ runtime: RuntimeClient, _ handler: @escaping RunLoop.Handler) -> Int32 {
        RunLoop.serve(runtime, settings, log: log, clock: clock, handler: handler)
    }
}
