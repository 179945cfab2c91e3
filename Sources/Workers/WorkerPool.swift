import Synchronization

/// Runs blocking work on plain threads.
///
/// Not Dispatch and not Swift's cooperative pool: both run only as many blocking jobs as there are cores, and work here
/// mostly waits for the network.
public enum WorkerPool {
    /// Calls `work` for every element, on at most `width` threads, the earlier elements first.
    ///
    /// The calling thread works too; with one thread or one element nothing is started. If the system gives no more threads,
    /// the existing ones do all the work.
    ///
    /// - Returns: The results, in the order of the elements.
    public static func map<Element: Sendable, Output: Sendable>(
        _ elements: [Element],
        width: Int,
        _ work: @escaping @Sendable (Element) -> Output
    ) -> [Output] {
        guard width > 1, elements.count > 1 else { return elements.map(work) }
        let progress = Progress<Output>(count: elements.count)
        run(copies: min(width, elements.count)) {
            while let index = progress.take() {
                progress.finish(index, work(elements[index]))
            }
        }
        return progress.results
    }

    /// Runs `body` on `copies` threads at once, the calling one among them, and returns when all have returned.
    public static func run(copies: Int, _ body: @escaping @Sendable () -> Void) {
        let threads = (1..<max(copies, 1)).compactMap { _ in Thread(body) }
        body()
        for thread in threads { thread.join() }
    }

    /// Runs `body` on a thread of its own, for as long as the process lives.
    ///
    /// - Returns: Whether the system gave a thread.
    public static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
        Thread(body) != nil
    }
}

/// Which elements are taken, and their results.
private final class Progress<Output: Sendable>: Sendable {
    private let count: Int
    private let next = Atomic<Int>(0)
    private let outputs: Mutex<[Int: Output]> = Mutex([:])

    init(count: Int) {
        self.count = count
    }

    func take() -> Int? {
        let index = next.add(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }

    func finish(_ index: Int, _ output: Output) {
        outputs.withLock { $0[index] = output }
    }

    var results: [Output] {
        outputs.withLock { finished in (0..<count).compactMap { finished[$0] } }
    }
}
