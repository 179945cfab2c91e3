import Environment
import Testing

@testable import ImagePipeline

@Suite struct ConfigurationTests {
    @Test func `an environment that says nothing but the destination is enough`() throws {
        let configuration = try Configuration(environment: ["DESTINATION_BUCKET": "out"])
        #expect(
            configuration.destinationBucket == "out" && configuration.tableName == nil && configuration.topicARN == nil
        )
        #expect(configuration.environmentName == "dev")
        #expect(configuration.memoryLimit == nil)
        #expect(try configuration.recipe == Recipe("thumbnail"))
    }

    @Test func `an empty variable counts as unset`() throws {
        let configuration = try Configuration(environment: [
            "DESTINATION_BUCKET": "out", "TABLE_NAME": "", "RECIPE": "",
        ])
        #expect(configuration.tableName == nil)
    }

    @Test func `every problem is told at once`() {
        let environment = [
            "_HANDLER": "main", "RECIPE": "sepia", "TOPIC_ARN": "topic",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "much", "MINILAB_CODEC": "quick",
        ]
        let error = #expect(throws: EnvironmentError.self) { try Configuration(environment: environment) }
        let problems = error?.problems.map(\.description) ?? []
        #expect(problems.count == 5)
        for (name, value) in environment {
            #expect(
                problems.contains { $0.contains(name) && $0.contains(value) && $0.contains("accepted: ") },
                "\(name)"
            )
        }
    }

    @Test func `a recipe that would feed itself is refused at start`() {
        let error = #expect(throws: EnvironmentError.self) { try Configuration(environment: [:]) }
        #expect(error?.problems.first?.description.contains("set DESTINATION_BUCKET") == true)
    }
}
