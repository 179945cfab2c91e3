import Glibc

/// The most memory that the process has had resident at once.
public enum PeakMemory {
    /// Bytes, or `nil` where the system does not tell (`getrusage(2)`).
    public static var bytes: Int? {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        return usage.ru_maxrss.multipliedReportingOverflow(by: 1024).partialValue
    }
}
