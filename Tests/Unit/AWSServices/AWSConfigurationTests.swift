import AWSServices
import Environment
import SigV4
import TestSupport
import Testing

@Suite struct AWSConfigurationTests {
    @Test func `what Lambda sets is read`() throws {
        let configuration = try AWSConfiguration(environment: Harness.environment)
        #expect(configuration.region == "eu-west-1")
        #expect(configuration.credentials.accessKeyID == TestCredentials.accessKeyID)
        #expect(configuration.credentials.sessionToken == TestCredentials.sessionToken)
    }

    @Test func `the default region and an empty token are understood`() throws {
        let configuration = try AWSConfiguration(environment: [
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S",
            "AWS_SESSION_TOKEN": "",
        ])
        #expect(configuration.region == "us-east-1")
        #expect(configuration.credentials.sessionToken == nil)
    }

    @Test func `every problem is reported at once, and no secret`() {
        let error = #expect(throws: EnvironmentError.self) {
            try AWSConfiguration(environment: [
                "AWS_REGION": "eu west 1", "AWS_ACCESS_KEY_ID": "AKID\nX: y", "AWS_SESSION_TOKEN": "tok en",
                "AWS_ENDPOINT_URL": "nowhere",
            ])
        }
        let names = [
            "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL",
        ]
        #expect(error?.problems.map(\.variable.rawValue) == names)
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("\"eu west 1\""))
        #expect(!text.contains("AKID\nX") && !text.contains("tok en"))
    }
}
