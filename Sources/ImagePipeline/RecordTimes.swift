import Time

/// How long each stage of one image took. Download, decode and encode overlap in the clock on the wall, but each moment is counted
/// for one of them only.
struct RecordTimes: Sendable {
    var download = Duration.zero
    var decode = Duration.zero
    var resample = Duration.zero
    var seek = Duration.zero
    var encode = Duration.zero
    var upload = Duration.zero
    var check = Duration.zero
    var row = Duration.zero
    var announce = Duration.zero

    private let total: Stopwatch
    private let clock: WallClock

    init(_ clock: WallClock) {
        self.clock = clock
        total = Stopwatch(clock)
    }

    /// The time since the record was begun.
    var elapsed: Duration { total.elapsed }

    /// Adds the time that `work` takes to a stage, also when it throws.
    mutating func measure<Output>(
        _ stage: WritableKeyPath<RecordTimes, Duration>,
        _ work: () throws -> Output
    ) rethrows
        -> Output
    {
        let stopwatch = Stopwatch(clock)
        defer { self[keyPath: stage] += stopwatch.elapsed }
        return try work()
    }
}
