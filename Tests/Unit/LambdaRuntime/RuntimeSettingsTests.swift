import Environment
import LambdaRuntime
import Telemetry
import Testing

@Suite struct RuntimeSettingsTests {
    @Test func `a function that says nothing logs from INFO on, and takes one event at a time`() throws {
        #expect(try RuntimeSettings(environment: [:]) == RuntimeSettings())
        #expect(RuntimeSettings().logLevel == .info && RuntimeSettings().concurrentInvocations == 1)
    }

    @Test func `level and concurrency are read`() throws {
        let settings = try RuntimeSettings(environment: [
            "AWS_LAMBDA_LOG_LEVEL": "warn", "AWS_LAMBDA_MAX_CONCURRENCY": "8",
        ])
        #expect(settings.logLevel == .warn && settings.concurrentInvocations == 8)
    }

    @Test(arguments: ["AWS_LAMBDA_LOG_LEVEL", "AWS_LAMBDA_MAX_CONCURRENCY"], ["LOUD", "0", "1025", "-1", "1.5"])
    func `what is no level and no number is refused by name`(name: String, value: String) {
        let error = #expect(throws: EnvironmentError.self) { try RuntimeSettings(environment: [name: value]) }
        #expect(error?.problems.map(\.variable.rawValue) == [name])
        #expect(error?.problems.first?.value == value)
    }
}
