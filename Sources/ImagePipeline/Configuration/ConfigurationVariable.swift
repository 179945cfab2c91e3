/// An environment variable that Minilab reads, under its own name or as everywhere on AWS.
///
/// This is the one list of them: the README's table and the template are held against it.
public enum ConfigurationVariable: String, Sendable, CaseIterable {
    case handler = "_HANDLER"
    case recipe = "RECIPE"
    case destinationBucket = "DESTINATION_BUCKET"
    case tableName = "TABLE_NAME"
    case topicARN = "TOPIC_ARN"
    case environment = "ENVIRONMENT"
    case endpointURL = "AWS_ENDPOINT_URL"
    case region = "AWS_REGION"
    case accessKeyID = "AWS_ACCESS_KEY_ID"
    case secretAccessKey = "AWS_SECRET_ACCESS_KEY"
    case sessionToken = "AWS_SESSION_TOKEN"
    case runtimeAPI = "AWS_LAMBDA_RUNTIME_API"
    case memorySize = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"
    case logLevel = "AWS_LAMBDA_LOG_LEVEL"
    case maxConcurrency = "AWS_LAMBDA_MAX_CONCURRENCY"
    case certificateFile = "SSL_CERT_FILE"
    case certificateBundle = "AWS_CA_BUNDLE"
}
