import Glibc

/// A POSIX thread.
@safe struct Thread {
    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private let id: pthread_t

    /// Starts a thread; `nil` when the system has none left.
    init?(_ body: @escaping @Sendable () -> Void) {
        var id = pthread_t()
        let start = unsafe Unmanaged.passRetained(Start(body))
        let status = unsafe pthread_create(
            &id,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            },
            start.toOpaque()
        )
        guard status == 0 else {
            unsafe start.release()
            return nil
        }
        self.id = id
    }

    /// Waits until the thread's body has returned.
    func join() {
        pthread_join(id, nil)
    }
}
