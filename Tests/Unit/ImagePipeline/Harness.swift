import AWSServices
import Environment
import FoundationEssentials
import TestSupport
import Time

@testable import ImagePipeline

/// What a pipeline stands on in these tests: an AWS in memory, a clock that stands still, and the environment of a small stack.
enum Harness {
    static let clock = WallClock(
        now: { Date(timeIntervalSince1970: 1_700_000_000) },
        uptime: { .zero },
        sleep: { _ in }
    )

    static let environment = [
        "AWS_ENDPOINT_URL": "http://aws.test", "DESTINATION_BUCKET": "thumbs", "TABLE_NAME": "images",
        "TOPIC_ARN": "arn:aws:sns:eu-west-1:123456789012:topic", "ENVIRONMENT": "test",
    ]
    .merging(TestCredentials.environment) { $1 }

    /// A pipeline whose environment is the usual one, but for `changes`.
    static func pipeline(
        _ aws: FakeAWS,
        _ changes: [String: String] = [:],
        clock: WallClock = clock
    ) throws -> Pipeline {
        let environment = environment.merging(changes) { $1 }
        return Pipeline(
            try Configuration(environment: environment),
            client: try client(aws, environment, clock),
            clock: clock
        )
    }

    static func handler(_ aws: FakeAWS, isolation: EventHandler.Isolation?) throws -> EventHandler {
        EventHandler(
            try Configuration(environment: environment),
            client: try client(aws, environment, clock),
            clock: clock,
            isolation: isolation
        )
    }

    private static func client(_ aws: FakeAWS, _ environment: [String: String], _ clock: WallClock) throws -> AWSClient
    {
        AWSClient(
            transport: aws,
            configuration: try AWSConfiguration(environment: environment),
            clock: clock,
            random: { 0 }
        )
    }
}
