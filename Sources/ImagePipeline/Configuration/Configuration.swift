public import ImageEngine
public import Telemetry

/// What the environment says, checked as a whole.
public struct Configuration: Sendable {
    /// What is made of every image.
    public var recipe: Recipe
    /// Where renditions go; `nil` for the source's bucket.
    public var destinationBucket: String?
    /// The table of rows; `nil` for none.
    public var tableName: String?
    /// The topic that hears of every image; `nil` for none.
    public var topicARN: String?
    /// The deployment's name, a dimension of every metric.
    public var environmentName: String
    /// Bytes that one image's decoding may take at its peak; `nil` where the function's memory is not known.
    public var memoryLimit: Int?
    /// Which decoders and encoders may be used.
    public var codec: Codec
    /// Log lines below this are dropped.
    public var logLevel: Log.Level
    /// How many loops take events side by side (Lambda Managed Instances); 1 elsewhere.
    public var concurrentInvocations: Int
    /// How many records of one event are worked on at a time.
    public var concurrentRecords: Int
    /// A file of trusted certificate authorities instead of the system's.
    public var certificateAuthorities: String?

    /// Reads the environment.
    ///
    /// - Throws: ``ConfigurationProblems``, all that there are.
    public init(environment: [String: String]) throws(ConfigurationProblems) {
        var reader = EnvironmentReader(environment: environment)
        if let handler = reader.text(.handler), handler != "process" {
            reader.problem(.handler, handler, accepted: "process, api")
        }
        let recipe = reader.recipe()
        destinationBucket = reader.text(.destinationBucket)
        tableName = reader.text(.tableName)
        topicARN = reader.text(.topicARN)
        if let topicARN, !topicARN.hasPrefix("arn:") {
            reader.problem(.topicARN, topicARN, accepted: "arn:aws:sns:region:account:name")
        }
        environmentName = reader.text(.environment) ?? "dev"
        let memory = reader.integer(.memorySize, in: 64...1_048_576)
        memoryLimit = memory.map { Self.imageMemory(ofFunction: $0) }
        codec = reader.codec()
        logLevel = reader.logLevel()
        concurrentInvocations = reader.integer(.maxConcurrency, in: 1...1024) ?? 1
        concurrentRecords = 4
        certificateAuthorities = reader.text(.certificateBundle) ?? reader.text(.certificateFile)
        if let recipe { reader.refuseSelfFeeding(recipe, destination: destinationBucket) }
        guard let recipe, reader.problems.isEmpty else { throw ConfigurationProblems(problems: reader.problems) }
        self.recipe = recipe
    }

    /// What of a function's memory (MiB) images may take: the rest is the process, its buffers, and a reserve for what allocators
    /// keep.
    private static func imageMemory(ofFunction mebibytes: Int) -> Int {
        (mebibytes - 48) * 1_048_576 * 8 / 10
    }
}

/// Everything that is wrong with the environment.
public struct ConfigurationProblems: Error, Equatable, CustomStringConvertible {
    /// Each names the variable, its value and what is accepted; never empty.
    public var problems: [String]

    /// Creates a list of problems.
    public init(problems: [String]) {
        self.problems = problems
    }

    /// The problems in one line.
    public var description: String { problems.joined(separator: "; ") }
}
