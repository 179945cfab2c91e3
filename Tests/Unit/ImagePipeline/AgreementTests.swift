import Environment
import FoundationEssentials
import TestSupport
import Testing

@testable import ImagePipeline

/// Places that must say the same: the one list of variables, the table in the README beside it, and the template.
@Suite struct AgreementTests {
    private static func text(_ name: String) throws -> String {
        String(decoding: try Repository.bytes(name), as: UTF8.self)
    }

    /// The names in the first columns of a page's tables, without the backticks.
    private static func firstColumn(in page: String) throws -> [String] {
        try text(page).split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
            row.split(separator: "|", maxSplits: 1)[0].split(separator: ",").map { name in
                String(name.filter { !" `".contains($0) })
            }
        }
    }

    @Test func `the README's table names every variable that is read, each once, and no other`() throws {
        let documented = try Self.firstColumn(in: "Sources/Environment/README.md")
        #expect(documented.sorted() == EnvironmentVariable.allCases.map(\.rawValue).sorted())
    }

    /// What Lambda itself sets needs no template.
    @Test(
        arguments: EnvironmentVariable.allCases.map(\.rawValue).filter {
            !$0.hasPrefix("AWS_") && !$0.hasPrefix("SSL_") && !$0.hasPrefix("LAMBDA_")
        }
    )
    func `the template sets every variable of Minilab's own`(name: String) throws {
        let template = try Self.text("template.yaml")
        #expect(template.contains(name == "_HANDLER" ? "Handler: process" : "\(name): "))
    }

    @Test(arguments: Recipe.presets) func `the README's table has every preset`(name: String) throws {
        #expect(try Self.firstColumn(in: "Sources/ImagePipeline/Recipe/README.md").contains { $0.hasPrefix(name) })
    }
}
