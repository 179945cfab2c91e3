public import Environment
public import Telemetry

/// What Lambda's variables say about the process.
public struct RuntimeSettings: Sendable, Equatable {
    /// Log lines below this are dropped.
    public var logLevel = Log.Level.info
    /// How many loops take events side by side (Lambda Managed Instances); 1 elsewhere.
    public var concurrentInvocations = 1

    /// Creates the settings of a function that says nothing.
    public init() {}
}

extension RuntimeSettings: ReadFromEnvironment {
    /// Reads `AWS_LAMBDA_LOG_LEVEL` and `AWS_LAMBDA_MAX_CONCURRENCY`.
    public init(reading reader: inout EnvironmentReader) {
        let levels = Log.Level.allCases.map(\.rawValue).joined(separator: ", ")
        logLevel = reader.value(.logLevel, accepted: levels) { Log.Level(name: $0) } ?? .info
        concurrentInvocations = reader.integer(.maxConcurrency, in: 1...1024) ?? 1
    }
}
