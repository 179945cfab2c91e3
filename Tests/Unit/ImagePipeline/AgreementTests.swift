import Environment
import FoundationEssentials
import TestSupport
import Testing

@testable import ImagePipeline

/// Places that must say the same: the one list of variables, the README's table, and the template.
@Suite struct AgreementTests {
    private static func text(_ name: String) throws -> String {
        String(decoding: try Repository.bytes(name), as: UTF8.self)
    }

    /// The names in the first column of the table below a heading, without the backticks.
    private static func firstColumn(of heading: String, in text: String) -> [String] {
        let section = text.split(separator: "\n## ").first { $0.hasPrefix(heading) } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
            row.split(separator: "|", maxSplits: 1)[0].split(separator: ",").map { name in
                String(name.filter { !" `".contains($0) })
            }
        }
    }

    @Test func `the README's table names every variable that is read, and no other`() throws {
        let documented = Self.firstColumn(of: "Environment", in: try Self.text("README.md"))
        #expect(Set(documented) == Set(EnvironmentVariable.allCases.map(\.rawValue)))
    }

    /// What Lambda itself sets needs no template.
    @Test(
        arguments: EnvironmentVariable.allCases.map(\.rawValue).filter {
            !$0.hasPrefix("AWS_") && !$0.hasPrefix("SSL_")
        }
    )
    func `the template sets every variable of Minilab's own`(name: String) throws {
        let template = try Self.text("template.yaml")
        #expect(template.contains(name == "_HANDLER" ? "Handler: process" : "\(name): "))
    }

    @Test(arguments: Recipe.presets) func `the README's table has every preset`(name: String) throws {
        #expect(Self.firstColumn(of: "Recipes", in: try Self.text("README.md")).contains { $0.hasPrefix(name) })
    }
}
