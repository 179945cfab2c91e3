import CSampler
import FoundationEssentials

/// Where the processor is while a task works, by sampling: a counter around each block of 64 pixels would cost more than the
/// block.
enum Profile {
    /// Prime, so that it does not beat with anything periodic in the work.
    private static let microseconds: Int32 = 997

    /// Runs `work`; a task that asks for it gets its samples written behind those that its file has already: one address a line, in
    /// hexadecimal.
    static func of(_ task: Task, _ work: () -> Answer) -> Answer {
        guard let file = task.samples else { return work() }
        guard sampler_start(microseconds) == 0 else { return Answer(status: "no timer to sample with") }
        let answer = work()
        sampler_stop()
        var addresses = [Int](repeating: 0, count: Int(SAMPLER_CAPACITY))
        let count = unsafe sampler_take(&addresses, addresses.count)
        let url = URL(filePath: file)
        var text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        for address in addresses.prefix(count) { text += String(UInt(bitPattern: address), radix: 16) + "\n" }
        try? Data(text.utf8).write(to: url)
        return answer
    }
}
