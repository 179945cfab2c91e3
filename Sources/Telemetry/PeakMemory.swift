import FoundationEssentials

/// The most memory that the process has had resident at once.
public enum PeakMemory {
    /// Bytes, or `nil` where the system does not tell (`proc_pid_status(5)`, `VmHWM`).
    ///
    /// Not `getrusage(2)`: its maximum outlives `execve`, so that it also counts whatever started this program.
    public static var bytes: Int? {
        guard let status = try? Data(contentsOf: URL(filePath: "/proc/self/status")) else { return nil }
        for line in status.split(separator: UInt8(ascii: "\n")) where line.starts(with: "VmHWM:".utf8) {
            let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self))?.multipliedReportingOverflow(by: 1024).partialValue
        }
        return nil
    }
}
