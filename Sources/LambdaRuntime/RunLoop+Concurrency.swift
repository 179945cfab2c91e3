import JSON
public import Telemetry
public import Time
import Workers

extension RunLoop {
    /// Takes events until the platform ends the process, in as many loops as `settings` says.
    ///
    /// The process ends with the first loop that ends: Lambda then expects it to exit at once, and gives what other loops were working
    /// on to another environment.
    ///
    /// - Returns: The exit status, if there is one loop; with several the process has ended by then.
    public static func serve(
        _ client: RuntimeClient,
        _ settings: RuntimeSettings,
        log: Log,
        clock: WallClock,
        handler: @escaping Handler
    ) -> Int32 {
        Termination.onSignal { log(.info, "Told to end") }
        let isAlone = settings.concurrentInvocations == 1
        let loop = RunLoop(
            client: client,
            log: log,
            clock: clock,
            // One variable cannot hold the ids of several invocations at once.
            announceTraceID: { if isAlone { TraceEnvironment.announce($0) } },
            handler: handler
        )
        WorkerPool.run(copies: settings.concurrentInvocations) {
            log(.fatal, "Environment lost", ["reason": .string("\(loop.run())")])
            if !isAlone { Termination.end(status: 1) }
        }
        return 1
    }
}
