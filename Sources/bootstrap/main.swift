import FoundationEssentials
import Glibc
import HTTP
import Telemetry

CurlTransport.initializeLibrary()
exit(
    run(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: ProcessInfo.processInfo.environment,
        clock: .system,
        write: StandardOutput.write
    )
)
