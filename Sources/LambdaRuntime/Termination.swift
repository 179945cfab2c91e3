import Glibc
import Workers

/// Ends the process when it is told to: at once, and as a success.
///
/// Lambda sends SIGTERM only between invocations, to environments that have an extension; a terminal sends SIGINT. Every line of
/// the log is written by then, because nothing is buffered.
public enum Termination {
    /// Waits for SIGTERM and SIGINT on a thread of its own.
    ///
    /// Call it before any other thread exists: threads inherit the signal mask. Waiting, rather than a handler, lets `farewell`
    /// do what no signal handler may.
    public static func onSignal(_ farewell: @escaping @Sendable () -> Void) {
        // A reader that went away makes a write fail; it must not end the process.
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let awaited = signals
        _ = WorkerPool.detach {
            var awaited = awaited
            var received: Int32 = 0
            unsafe sigwait(&awaited, &received)
            farewell()
            _exit(0)
        }
    }

    /// Ends the process at once, whatever its other threads are doing.
    static func end(status: CInt) -> Never {
        _exit(status)
    }
}
