import FoundationEssentials
import JSON
import Telemetry
import Testing
import Time

@Suite struct MetricsTests {
    @Test func `a document has the directive that CloudWatch reads and the values beside it`() {
        var metrics = Metrics(namespace: "Minilab", dimensions: ["Environment": "prod"])
        metrics.add("Developed", 1, .count)
        metrics.add("TotalTime", 12.5, .milliseconds)
        metrics.add("TotalTime", 14, .milliseconds)
        let expected: [String: JSONValue] = [
            "Environment": "prod", "Developed": 1.0, "TotalTime": [12.5, 14.0],
            "_aws": [
                "Timestamp": 1_700_000_000_125,
                "CloudWatchMetrics": [
                    [
                        "Namespace": "Minilab", "Dimensions": [["Environment"]],
                        "Metrics": [
                            ["Name": "Developed", "Unit": "Count"], ["Name": "TotalTime", "Unit": "Milliseconds"],
                        ],
                    ]
                ],
            ],
        ]
        #expect(metrics.document(at: Date(timeIntervalSince1970: 1_700_000_000.125)) == expected)
    }

    @Test func `a metric keeps at most the hundred values that the format allows`() {
        var metrics = Metrics(namespace: "N", dimensions: [:])
        for value in 0..<150 { metrics.add("A", Double(value), .count) }
        guard case .array(let values) = metrics.document(at: Date())["A"] else {
            Issue.record("no list of values")
            return
        }
        #expect(values.count == 100)
    }
}
