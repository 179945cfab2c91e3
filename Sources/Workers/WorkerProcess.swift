import Glibc
import Synchronization

/// Runs this program once more, for work that may end the process it is done in.
public enum WorkerProcess {
    /// How a process ended.
    public enum Ending: Sendable, Equatable {
        /// It returned this status.
        case exited(Int32)
        /// A signal ended it: a trap, the system short of memory, or the end of the time it was given.
        case killed(signal: Int32)
        /// It could not be started, or fed; the error's number (`errno(3)`).
        case failed(Int32)
    }

    /// Starts the running program with `arguments`, gives it `input` to read, and waits until it has ended.
    ///
    /// It inherits the environment and the standard output. After `time` it is killed.
    public static func run(arguments: [String], input: [UInt8], time: Duration) -> Ending {
        let limit = ContinuousClock.now + time
        let started: Started
        switch start(arguments: arguments) {
        case .success(let value): started = value
        case .failure(let error): return .failed(error.number)
        }
        // Fed from another thread: a child that does not read must not keep its parent from watching the time.
        guard WorkerPool.detach({ write(input, to: started.input) }) else {
            close(started.input)
            kill(started.child, SIGKILL)
            return wait(for: started.child, until: limit)
        }
        return wait(for: started.child, until: limit)
    }

    private struct Started {
        let child: pid_t
        /// Where what is written is what the child reads.
        let input: Int32
    }

    private struct SystemError: Error {
        let number: Int32
    }

    /// One child at a time is started, so that none inherits the pipe of another, which would then never see the end of its input.
    private static let starting = Mutex<Void>(())

    private static func start(arguments: [String]) -> Result<Started, SystemError> {
        starting.withLock { _ in
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else { return .failure(SystemError(number: errno)) }
            defer { close(ends[0]) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return spawn(arguments: arguments, standardInput: ends[0])
                .map { Started(child: $0, input: ends[1]) }
                .mapError { error in
                    close(ends[1])
                    return error
                }
        }
    }

    private static func spawn(arguments: [String], standardInput: Int32) -> Result<pid_t, SystemError> {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, standardInput, STDIN_FILENO)
        var argv = unsafe (["bootstrap"] + arguments).map { unsafe strdup($0) } + [nil]
        defer { while let argument = unsafe argv.popLast() { unsafe free(argument) } }
        var child = pid_t()
        let status = unsafe posix_spawn(&child, "/proc/self/exe", &actions, nil, &argv, environ)
        return status == 0 ? .success(child) : .failure(SystemError(number: status))
    }

    private static func write(_ bytes: [UInt8], to file: Int32) {
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    private static func wait(for child: pid_t, until limit: ContinuousClock.Instant) -> Ending {
        var isKilled = false
        while true {
            var status: Int32 = 0
            let ended = unsafe waitpid(child, &status, WNOHANG)
            if ended < 0 && errno != EINTR { return .failed(errno) }
            if ended == child { return ending(status) }
            if !isKilled, ContinuousClock.now >= limit {
                kill(child, SIGKILL)
                isKilled = true
            }
            usleep(2000)
        }
    }

    /// The macros of `<sys/wait.h>`, which Swift does not see.
    private static func ending(_ status: Int32) -> Ending {
        status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
    }
}
