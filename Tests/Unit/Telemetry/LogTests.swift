import FoundationEssentials
import JSON
import Synchronization
import Telemetry
import Testing
import Time

@Suite struct LogTests {
    private final class Sink: Sendable {
        private let lines = Mutex<[[UInt8]]>([])

        func write(_ line: [UInt8]) { lines.withLock { $0.append(line) } }

        var objects: [[String: JSONValue]] {
            get throws {
                try lines.withLock { try $0.map { try JSONDecoder().decode([String: JSONValue].self, from: Data($0)) } }
            }
        }

        var rawLines: [[UInt8]] { lines.withLock { $0 } }
    }

    private static let clock = WallClock(
        now: { Date(timeIntervalSince1970: 1_700_000_000.125) },
        uptime: { .zero },
        sleep: { _ in }
    )

    @Test func `a line has time, level, message, request and facts, and one newline at its end`() throws {
        let sink = Sink()
        Log(clock: Self.clock, write: sink.write).forRequest("r-1")(.info, "Image", ["bytes": 3, "name": "ä\n\u{1}\""])
        #expect(
            try sink.objects == [
                [
                    "timestamp": "2023-11-14T22:13:20.125Z", "level": "INFO", "message": "Image", "requestId": "r-1",
                    "bytes": 3, "name": "ä\n\u{1}\"",
                ]
            ]
        )
        let line = try #require(sink.rawLines.first)
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1 && line.last == UInt8(ascii: "\n"))
    }

    @Test(arguments: Log.Level.allCases) func `lines below the threshold are dropped`(threshold: Log.Level) throws {
        let sink = Sink()
        let log = Log(threshold: threshold, clock: Self.clock, write: sink.write)
        for level in Log.Level.allCases { log(level, "x") }
        let written = try sink.objects.compactMap { $0["level"] }
        let expected = Log.Level.allCases.filter { $0 >= threshold }.map { JSONValue.string($0.rawValue) }
        #expect(written == expected)
    }

    @Test(arguments: ["INFO", "info", "Info"]) func `levels are read in any letter case`(name: String) {
        #expect(Log.Level(name: name) == .info)
        #expect(Log.Level(name: "verbose") == nil)
    }

    @Test(arguments: [(Log.Level.trace, "INFO"), (.info, "INFO"), (.error, "ERROR")])
    func `metrics pass Lambda's filter at every threshold`(threshold: Log.Level, expected: String) throws {
        let sink = Sink()
        Log(threshold: threshold, clock: Self.clock, write: sink.write).metrics(
            Metrics(namespace: "N", dimensions: [:])
        )
        #expect(try sink.objects.first?["level"] == .string(expected))
    }
}
