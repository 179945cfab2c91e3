public import AWSServices
import ImageEngine
import ImageRecord
public import Time

/// Brings an image's stored renditions, row and notification up to date with its object as it is now.
public struct Pipeline: Sendable {
    let recipe: Recipe
    let recipeHash: String
    let destinationBucket: String?
    let memoryLimit: Int?
    let lane: Lane
    let memoryBudget: MemoryBudget
    let s3: S3
    let table: ImageTable?
    let announcer: Announcer?
    let watermarkShelf = WatermarkShelf()
    let clock: WallClock

    /// Creates a pipeline from its configuration and the client that all its calls go through.
    public init(_ configuration: Configuration, client: AWSClient, clock: WallClock) {
        recipe = configuration.recipe
        recipeHash = configuration.recipe.hash
        destinationBucket = configuration.destinationBucket
        memoryLimit = configuration.memoryLimit
        lane = configuration.lane
        memoryBudget = MemoryBudget(limit: configuration.memoryLimit ?? .max, clock: clock)
        s3 = S3(client)
        table = configuration.tableName.map { ImageTable(name: $0, dynamoDB: DynamoDB(client)) }
        announcer = configuration.topicARN.map {
            Announcer(topicARN: $0, environment: configuration.environmentName, sns: SNS(client))
        }
        self.clock = clock
    }

    /// The order of work on one image.
    ///
    /// Optimistic concurrency: whatever is done is done from the row as it was read, and counts only if that row is still there
    /// at the commit. If it is not, somebody else has worked on the image meanwhile, and everything begins again with what is
    /// there now. So duplicates, reordering, crashes and retries all end with the renditions and the row of the newest object.
    ///
    /// - Throws: What ``Disposition`` tells apart. Nothing is lost by a throw: the record is delivered again.
    func develop(_ event: ObjectEvent, _ context: CallContext) throws -> Development {
        var times = RecordTimes(clock)
        let subject: Subject
        switch try times.measure(\.check, { try consider(event, context) }) {
        case .skip(let reason): return Development(event, .skipped(reason), times)
        case .work(let considered): subject = considered
        }
        while true {
            let row = try times.measure(\.row) { try table?.row(subject.imageID, context) }
            if let row, try times.measure(\.check, { try isDuplicate(subject, of: row, context) }) {
                // A drop commits too. Somebody who read the same row may be about to commit a newer object over which this worker,
                // in an earlier turn, has stored an older rendition: that commit must fail, so that it is mended.
                guard try commit(row.confirmed, &times, context) else { continue }
                if event.sequencer == row.sequencer { try announce(row, &times, context) }
                return Development(event, .duplicate(row.renditions), times)
            }
            let rendered = try render(subject, &times, context)
            let outcome = try store(rendered, of: subject, replacing: row, &times, context)
            if case .skipped = outcome { return Development(event, outcome, times) }
            if subject.isOneOff { return Development(event, outcome, times) }
            try times.measure(\.check) { try removeObsolete(subject, outcome, row, context) }
            let next = Row(of: subject, outcome, replacing: row, at: clock.now())
            guard try commit(next, &times, context) else { continue }
            try announce(next, &times, context)
            return Development(event, outcome, times)
        }
    }

    /// Whether nobody else has worked on the image since its row was read; without a table nobody can tell.
    private func commit(_ row: Row, _ times: inout RecordTimes, _ context: CallContext) throws -> Bool {
        try times.measure(\.row) { try table?.commit(row, context) ?? true }
    }

    private func announce(_ row: Row, _ times: inout RecordTimes, _ context: CallContext) throws {
        try times.measure(\.announce) { try announcer?.announce(row, context) }
    }
}
