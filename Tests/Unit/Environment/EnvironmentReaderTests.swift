import Environment
import Testing

@Suite struct EnvironmentReaderTests {
    private enum Size: String, CaseIterable {
        case small, large
    }

    @Test func `an empty variable counts as unset`() {
        var reader = EnvironmentReader(["TABLE_NAME": "", "MINILAB_CODEC": "", "AWS_USE_FIPS_ENDPOINT": ""])
        #expect(reader.text(.tableName) == nil)
        let memory = reader.integer(.memorySize, in: 1...2)
        #expect(memory == nil)
        let codec = reader.choice(.codec, otherwise: Size.large)
        #expect(codec == .large)
        let usesFIPS = reader.flag(.useFIPS)
        #expect(!usesFIPS)
        #expect(reader.problems.isEmpty)
        let table = reader.required(.tableName, accepted: "a name")
        #expect(table == nil)
        #expect(reader.problems.map(\.description) == ["TABLE_NAME: is missing; accepted: a name"])
    }

    @Test func `what is accepted is read`() {
        var reader = EnvironmentReader([
            "MINILAB_CODEC": "small", "AWS_LAMBDA_MAX_CONCURRENCY": "7", "AWS_USE_FIPS_ENDPOINT": "True",
        ])
        let codec = reader.choice(.codec, otherwise: Size.large)
        #expect(codec == .small)
        let concurrency = reader.integer(.maxConcurrency, in: 1...7)
        #expect(concurrency == 7)
        let usesFIPS = reader.flag(.useFIPS)
        #expect(usesFIPS)
        #expect(reader.problems.isEmpty)
    }

    @Test func `everything that is not accepted is told, with name, value and what would be`() {
        var reader = EnvironmentReader([
            "MINILAB_CODEC": "tiny", "AWS_LAMBDA_MAX_CONCURRENCY": "8", "AWS_USE_FIPS_ENDPOINT": "yes",
            "AWS_SESSION_TOKEN": "to ken",
        ])
        let codec = reader.choice(.codec, otherwise: Size.large)
        #expect(codec == .large)
        let concurrency = reader.integer(.maxConcurrency, in: 1...7)
        #expect(concurrency == nil)
        let usesFIPS = reader.flag(.useFIPS)
        #expect(!usesFIPS)
        reader.refuse(.sessionToken, accepted: "a token", isSecret: true)
        reader.explain(.recipe, "renditions: is empty")
        #expect(
            reader.problems.map(\.description) == [
                "MINILAB_CODEC: \"tiny\" is not accepted; accepted: small, large",
                "AWS_LAMBDA_MAX_CONCURRENCY: \"8\" is not accepted; accepted: a whole number from 1 to 7",
                "AWS_USE_FIPS_ENDPOINT: \"yes\" is not accepted; accepted: true, false",
                "AWS_SESSION_TOKEN: cannot be used; accepted: a token", "RECIPE: renditions: is empty",
            ]
        )
        #expect(reader.problems.map(\.value) == ["tiny", "8", "yes", nil, nil])
    }

    @Test func `no two variables have one name`() {
        #expect(Set(EnvironmentVariable.allCases.map(\.rawValue)).count == EnvironmentVariable.allCases.count)
    }
}
