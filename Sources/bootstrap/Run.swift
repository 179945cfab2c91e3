import Desk
import Environment
import FoundationEssentials
import HTTP
import JSON
import LambdaRuntime
import Telemetry
import Time

/// Composes the program: environment in, events handled until the platform ends it.
///
/// - Returns: The exit status.
func run(
    arguments: [String],
    environment: [String: String],
    clock: WallClock,
    write: @escaping @Sendable ([UInt8]) -> Void
) -> Int32 {
    let reader = EnvironmentReader(environment)
    guard let endpoint = reader.text(.runtimeAPI) else {
        guard arguments.isEmpty else {
            let cores = ProcessInfo.processInfo.activeProcessorCount
            return Desk(clock: clock, width: cores, write: write).run(arguments)
        }
        write(Array(Usage.text.utf8))
        return 2
    }
    let client = RuntimeClient(endpoint: endpoint, transport: CurlTransport(options: CurlOptions()))
    do {
        if arguments.first == IsolatedProcess.argument {
            let program = try Program(environment: environment, clock: clock, isIsolated: true, write: write)
            return IsolatedProcess.run(Array(arguments.dropFirst()), program)
        }
        var environment = environment
        // A container image's command is the handler; Lambda is not documented to name it in the environment as well.
        if let handler = arguments.first { environment[EnvironmentVariable.handler.rawValue] = handler }
        if EnvironmentReader(environment).text(.handler) == "api" {
            return try APIProgram(environment: environment, clock: clock, write: write).serve(client)
        }
        return try Program(environment: environment, clock: clock, write: write).serve(client)
    } catch {
        return refuse(error, client, Log(clock: clock, write: write))
    }
}

/// Tells Lambda and the log why the process cannot start.
private func refuse(_ problems: EnvironmentError, _ client: RuntimeClient, _ log: Log) -> Int32 {
    log(.fatal, "Configuration refused", ["problems": .array(problems.problems.map { .string($0.description) })])
    do {
        try client.reportInitialization(
            ErrorResponse(type: "Function.ConfigurationInvalid", message: problems.description)
        )
    } catch {
        log(.error, "Runtime API call failed", ["reason": .string("\(error)")])
    }
    return 1
}
