import Glibc

/// A program that a test starts, and that ends with the test.
public final class ChildProcess: Sendable {
    private let id: pid_t

    /// Starts `arguments` (the first is the program's path) with exactly this environment; what it prints goes to `log`, a file.
    ///
    /// - Returns: `nil` if it cannot be started.
    public init?(_ arguments: [String], environment: [String: String], log: String) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var envp = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe envp.indices { unsafe free(envp[index]) }
        }
        var id: pid_t = 0
        guard let program = arguments.first, unsafe posix_spawn(&id, program, &actions, nil, &argv, &envp) == 0 else {
            return nil
        }
        self.id = id
    }

    /// Whether it is running still.
    public var isRunning: Bool { waitpid(id, nil, WNOHANG) == 0 }

    deinit {
        kill(id, SIGKILL)
        _ = waitpid(id, nil, 0)
    }
}
