import FoundationEssentials
import Glibc
import HTTP
import Telemetry
import Time

CurlTransport.initializeLibrary()
exit(
    run(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: ProcessInfo.processInfo.environment,
        clock: .system,
        write: StandardOutput.write
    )
)
