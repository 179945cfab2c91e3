import AWSServices
import FoundationEssentials
import ImagePipeline
import Telemetry
import Time
import Workers

/// One event, handled by this program in a process of its own: what ends that process ends nothing else.
///
/// The event is its input; its arguments are the invocation's id, deadline and trace id; its status tells whether it succeeded.
enum IsolatedProcess {
    static let argument = "isolated"

    /// Starts the process and waits for it.
    static func handle(_ event: [UInt8], _ context: CallContext, _ log: Log) throws {
        let milliseconds = context.deadline?.millisecondsSince1970
        let left = context.deadline.map { $0.remaining(at: Date()) } ?? longest
        let arguments = [argument, log.requestID ?? "", milliseconds.map { "\($0)" } ?? "", context.traceID ?? ""]
        let ending = WorkerProcess.run(arguments: arguments, input: event, time: left)
        guard ending == .exited(0) else { throw IsolatedFailure(ending: ending) }
    }

    /// Lambda's longest invocation.
    private static let longest = Duration.seconds(900)

    /// Runs as that process.
    static func run(_ arguments: [String], _ program: Program) -> Int32 {
        let fields = arguments + Array(repeating: "", count: max(0, 3 - arguments.count))
        let isHandled = program.handle(
            WorkerProcess.input(),
            requestID: fields[0],
            deadline: Int64(fields[1]).map { Deadline(millisecondsSince1970: $0) },
            traceID: fields[2].isEmpty ? nil : fields[2]
        )
        return isHandled ? 0 : 1
    }
}

/// How the process that handled one event ended.
struct IsolatedFailure: Error, CustomStringConvertible {
    let ending: WorkerProcess.Ending

    var description: String {
        switch ending {
        case .exited(let status): "the separate process ended with status \(status)"
        case .killed(let signal): "the separate process was ended by signal \(signal)"
        case .failed(let number): "no separate process could be started: error \(number)"
        }
    }
}
