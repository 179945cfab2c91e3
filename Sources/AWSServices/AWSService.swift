import Environment

/// The services that Minilab talks to.
public enum AWSService: String, Sendable, CaseIterable {
    case s3
    case dynamodb
    case sns

    /// `AWS_ENDPOINT_URL_<SERVICE>`.
    var endpointVariable: EnvironmentVariable {
        switch self {
        case .s3: .s3EndpointURL
        case .dynamodb: .dynamoDBEndpointURL
        case .sns: .snsEndpointURL
        }
    }
}
