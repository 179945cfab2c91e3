public import FoundationEssentials
public import JSON

/// Values that CloudWatch extracts from a log line (CloudWatch Embedded Metric Format specification).
///
/// Dimensions stay few and bounded: every distinct combination is billed as a metric of its own.
public struct Metrics: Sendable {
    /// CloudWatch's units, as far as they are used.
    public enum Unit: String, Sendable {
        case count = "Count"
        case bytes = "Bytes"
        case megabytes = "Megabytes"
        case milliseconds = "Milliseconds"
    }

    private struct Metric {
        var name: String
        var unit: Unit
        var values: [Double]
    }

    private let namespace: String
    private let dimensions: [String: String]
    private var metrics: [Metric] = []

    /// Starts an empty document.
    public init(namespace: String, dimensions: [String: String]) {
        self.namespace = namespace
        self.dimensions = dimensions
    }

    /// Adds a value; a metric that is added several times keeps each value, the first hundred as the specification allows.
    public mutating func add(_ name: String, _ value: Double, _ unit: Unit) {
        guard let index = metrics.firstIndex(where: { $0.name == name }) else {
            return metrics.append(Metric(name: name, unit: unit, values: [value]))
        }
        if metrics[index].values.count < 100 { metrics[index].values.append(value) }
    }

    /// Whether there is anything to write.
    public var isEmpty: Bool { metrics.isEmpty }

    /// The document as CloudWatch reads it.
    public func document(at date: Date) -> [String: JSONValue] {
        var document: [String: JSONValue] = dimensions.mapValues { .string($0) }
        for metric in metrics {
            document[metric.name] =
                metric.values.count == 1
                ? .number(metric.values[0]) : .array(metric.values.map { .number($0) })
        }
        document["_aws"] = [
            "Timestamp": .integer(Int((date.timeIntervalSince1970 * 1000).rounded())),
            "CloudWatchMetrics": [
                [
                    "Namespace": .string(namespace),
                    "Dimensions": [.array(dimensions.keys.sorted().map { .string($0) })],
                    "Metrics": .array(
                        metrics.map { ["Name": .string($0.name), "Unit": .string($0.unit.rawValue)] }
                    ),
                ]
            ],
        ]
        return document
    }
}
