import Environment
import LambdaRuntime
import Time
import UploadAPI

/// Everything that lives as long as the process, where the handler is `api`.
struct APIProgram: Sendable {
    private let platform: Platform
    private let api: UploadAPI

    /// Reads the whole environment, so that every problem is reported at once.
    init(
        environment: [String: String],
        clock: WallClock,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) throws(EnvironmentError) {
        var reader = EnvironmentReader(environment)
        let settings = UploadAPISettings(reading: &reader)
        platform = try Platform(&reader, clock: clock, write: write)
        guard let settings else { throw EnvironmentError(problems: reader.problems) }
        api = UploadAPI(settings, client: platform.client, clock: clock)
    }

    /// Takes requests until the platform ends the process; the exit status.
    func serve(_ runtime: RuntimeClient) -> Int32 {
        platform.serve(runtime) { invocation, log in
            try api.handle(invocation.payload, deadline: invocation.deadline, traceID: invocation.traceID, log: log)
        }
    }
}
