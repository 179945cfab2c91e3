import Glibc
import Synchronization

/// The process's standard output, a whole line a call.
public enum StandardOutput {
    private static let lock = Mutex<Void>(())

    /// Writes `line` with one `write(2)`, so that lines of several threads never mix.
    ///
    /// A pipe may take less than it was given: the rest follows under the same lock. When nobody reads any more, the line is lost.
    public static func write(_ line: [UInt8]) {
        write(line, to: STDOUT_FILENO)
    }

    static func write(_ line: [UInt8], to descriptor: CInt) {
        lock.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let written = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
                }
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
