import FoundationEssentials
import Glibc
import ImageEngine
import Telemetry

// Develops what standard input asks for, one task a line, and answers each with a line of JSON. Started by
// Tests/Benchmarks/engine.py and those that compare. A task is fields with tabs between: source, file for the rendition or "-",
// and settings such as width=800 (see Task). A task that says samples=FILE is watched while it works, and FILE gets the
// addresses it was seen at (see Profile).

var last: (path: String, bytes: Data)?
while let line = readLine() {
    var answer = Answer(status: "unreadable")
    if let task = Task(line) {
        if last?.path != task.source {
            last = (try? Data(contentsOf: URL(filePath: task.source))).map { (task.source, $0) }
        }
        if let last { answer = Profile.of(task) { task.develop(last.bytes, processTime) } }
    }
    answer.peak = peakMemory()
    let json = (try? JSONEncoder().encode(answer)) ?? Data()
    StandardOutput.write(Array(json) + [UInt8(ascii: "\n")])
}

/// The time that the process has had a core: on a machine with other work to do, the only clock that says what a task
/// took.
func processTime() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// The most that this program has had resident, in bytes. Not getrusage's figure: a child of fork and exec inherits the
/// peak of its parent there.
func peakMemory() -> Int? {
    let status = (try? Data(contentsOf: URL(filePath: "/proc/self/status"))).map { String(decoding: $0, as: UTF8.self) }
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 * 1024 }
}
