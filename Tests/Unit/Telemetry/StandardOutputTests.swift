import Glibc
import Testing
import Workers

@testable import Telemetry

@Suite struct StandardOutputTests {
    private static func line(_ number: Int, _ length: Int) -> [UInt8] {
        Array(repeating: UInt8(ascii: "a") + UInt8(number % 26), count: length - 1) + [UInt8(ascii: "\n")]
    }

    /// A socket of this kind keeps the boundaries between writes.
    @Test func `a line is one write, also beyond what a pipe takes at once`() {
        var ends: [CInt] = [0, 0]
        #expect(unsafe socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        for length in [2, 4096, 4097, 60_000] {
            StandardOutput.write(Self.line(length, length), to: ends[0])
            var received = [UInt8](repeating: 0, count: 100_000)
            let count = unsafe received.withUnsafeMutableBytes { unsafe read(ends[1], $0.baseAddress, $0.count) }
            #expect(Array(received.prefix(max(count, 0))) == Self.line(length, length))
        }
    }

    /// A pipe holds 64 KiB: each of these lines has to wait for its reader in the middle.
    @Test func `lines of several threads that a pipe takes in pieces never mix`() throws {
        var ends: [CInt] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        for number in 0..<4 {
            _ = WorkerPool.detach {
                for _ in 0..<5 { StandardOutput.write(Self.line(number, 150_000 + number), to: writing) }
            }
        }
        var received: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 10_000)
        while received.count < 5 * (4 * 150_000 + 6) {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(reading, $0.baseAddress, $0.count) }
            try #require(count > 0)
            received += piece.prefix(count)
        }
        for end in ends { close(end) }
        let lines = received.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 20)
        #expect(lines.allSatisfy { Set($0).count == 1 && $0.count >= 149_999 })
    }

    @Test func `a line that nobody reads is lost, and nothing else`() {
        var ends: [CInt] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        StandardOutput.write(Self.line(0, 100), to: ends[1])
        close(ends[1])
    }
}
