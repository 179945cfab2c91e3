import ImageEngine
import ImagePipeline

extension FuzzInput {
    /// Reads an event's payload. What a record says has to be a place that could be in S3.
    static func readEvent(_ payload: [UInt8]) {
        do {
            switch try Event(payload) {
            case .notifications(let notifications):
                for case .success(let event) in notifications { precondition(!"\(event)".isEmpty) }
            case .queue(let messages):
                for message in messages { precondition(!"\(message)".isEmpty) }
            case .batchJob(let job): precondition(!"\(job)".isEmpty)
            }
        } catch {
            precondition(!"\(error)".isEmpty)
        }
    }

    /// Reads a recipe. One that is refused has problems to report, and one that is accepted has renditions.
    static func readRecipe(_ json: [UInt8]) {
        do {
            let recipe = try Recipe(json: json)
            precondition(!recipe.renditions.isEmpty)
        } catch {
            precondition(!error.problems.isEmpty && error.problems.allSatisfy { !$0.isEmpty })
        }
    }
}
