import ImageEngine

/// What a failure means for its record.
enum Disposition: Equatable {
    /// The image is bad and stays bad.
    case reject(reason: String)
    /// It may work another time: the record goes back to where it came from, and in the end to the failure queue.
    case retry
    /// No retry helps until somebody changes the configuration; the record is kept as for a retry.
    case fatal

    init(_ error: any Error) {
        switch error {
        case let rejection as Rejection: self = .reject(reason: rejection.reason)
        case ImageError.outOfMemory: self = .retry
        case let error as ImageError: self = .reject(reason: "\(error)")
        case is SelfFeedingRecipe, is RecipeError, is WatermarkUnavailable: self = .fatal
        default: self = .retry
        }
    }
}

/// A recipe whose output would be developed again, without end.
struct SelfFeedingRecipe: Error, Equatable, CustomStringConvertible {
    let renditions: [String]
    let bucket: String
    let prefix: String

    var description: String {
        "the output of \(renditions.joined(separator: ", ")) would land in its own source \(bucket) under \"\(prefix)\"; "
            + "give another bucket, or a key outside sourcePrefix"
    }
}
