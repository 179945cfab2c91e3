import FoundationEssentials
import ImageRecord
import TestSupport
import Testing

/// The scripts and the judges of the tests read rows by the names that the program writes.
@Suite struct AgreementTests {
    private static func text(_ name: String) throws -> String {
        String(decoding: try Repository.bytes(name), as: UTF8.self)
    }

    /// The programs in Python that look into the table.
    private static let readers: [String] = ["scripts", "Tests"].flatMap { folder in
        let names = try? FileManager.default.subpathsOfDirectory(atPath: Repository.root + folder)
        return (names ?? []).filter { $0.hasSuffix(".py") }.map { "\(folder)/\($0)" }
    }.filter { (try? text($0))?.contains("ImageID") == true }.sorted()

    /// Every name by which a text asks a row: `row["Status"]`, `rows[key]["Status"]`, `row.get("ETag", …)`, `Key={"ImageID": …}`.
    private static func names(in text: String) -> Set<String> {
        let pattern =
            #/\b(?:row|rows\[[^\]]*\]|fresh|ghost)(?:\(\))?(?:\[|\.get\()["'](?<name>[A-Za-z]+)["']|\{"(?<key>ImageID)": /#
        return Set(text.matches(of: pattern).compactMap { ($0.output.name ?? $0.output.key).map { String($0) } })
    }

    @Test(arguments: readers) func `a script asks for attributes that rows have`(name: String) throws {
        let known = Set(Attribute.allCases.map(\.rawValue))
        #expect(Self.names(in: try Self.text(name)).isSubset(of: known))
    }

    @Test(arguments: [
        ("scripts/stack/reconcile.py", 6), ("scripts/stack/smoke.py", 3), ("scripts/stack/demo.py", 2),
        ("Tests/Chaos/verdict.py", 5),
    ]) func `the names are found where they stand`(name: String, count: Int) throws {
        #expect(Self.readers.contains(name))
        #expect(Self.names(in: try Self.text(name)).count >= count)
    }

    @Test func `reconcile fetches attributes that rows have`() throws {
        let line = try #require(try Self.text("scripts/stack/reconcile.py").firstMatch(of: /FIELDS = \[([^\]]+)\]/))
            .output.1
        let fields = line.split(separator: ",").map { String($0.filter { $0.isLetter }) }
        #expect(fields.count > 5 && Set(fields).isSubset(of: Set(Attribute.allCases.map(\.rawValue))))
    }

    @Test func `the template's table has the rows' key`() throws {
        #expect(
            try Self.text("template.yaml").contains("{ AttributeName: \(Attribute.imageID.rawValue), KeyType: HASH }")
        )
    }
}
