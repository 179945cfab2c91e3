import Environment
import FoundationEssentials
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

    @Test func `a recipe may travel in the package`() throws {
        let name = "minilab-\(UInt64.random(in: 0...UInt64.max))"
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let json = Array(#"{"renditions":[{"name":"small","resize":{"width":10}}]}"#.utf8)
        try Data(json).write(to: folder.appending(path: "recipe-1a.json"))
        let configuration = try Configuration(environment: [
            "DESTINATION_BUCKET": "out", "RECIPE": "file:recipe-1a.json", "LAMBDA_TASK_ROOT": folder.path,
        ])
        #expect(try configuration.recipe == Recipe(json: json))
    }

    @Test(arguments: ["file:", "file:nowhere.json", "file:../recipe.json", "file:/etc/passwd", "file:.hidden"])
    func `a file that is none of the package is refused by its name`(text: String) throws {
        let error = #expect(throws: EnvironmentError.self) {
            try Configuration(environment: [
                "DESTINATION_BUCKET": "out", "RECIPE": text, "LAMBDA_TASK_ROOT": "/nonexistent",
            ])
        }
        let problem = try #require(error?.problems.first?.description)
        #expect(problem.contains("RECIPE") && problem.contains(text == "file:nowhere.json" ? "nowhere.json" : text))
    }

    @Test func `a recipe that would feed itself is refused at start`() {
        let error = #expect(throws: EnvironmentError.self) { try Configuration(environment: [:]) }
        #expect(error?.problems.first?.description.contains("set DESTINATION_BUCKET") == true)
    }
}
