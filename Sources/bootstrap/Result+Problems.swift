import AWSServices
import ImagePipeline

extension Result where Failure == ConfigurationProblems {
    /// What is wrong; nothing for a success.
    var problems: [String] {
        if case .failure(let failure) = self { failure.problems } else { [] }
    }
}

extension Result where Failure == ConfigurationError {
    /// What is wrong; nothing for a success.
    var problems: [String] {
        if case .failure(let failure) = self { failure.problems.map(\.description) } else { [] }
    }
}
