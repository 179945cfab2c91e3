/// The services that Minilab talks to.
public enum AWSService: String, Sendable, CaseIterable {
    case s3
    case dynamodb
    case sns
    case sqs

    /// The last part of `AWS_ENDPOINT_URL_<SERVICE>`.
    var environmentName: String { rawValue.uppercased() }
}
