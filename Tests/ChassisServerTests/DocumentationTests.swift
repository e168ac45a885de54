import Testing

@testable import ChassisServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct DocumentationTests {
    /// The lines of `docs/serving.md`.
    private func lines() throws -> [String] {
        // The folder of the tests may be a link; what lies beside it is looked for where it really is.
        let here = URL(filePath: #filePath).resolvingSymlinksInPath()
        let file = here.deletingLastPathComponent().appending(path: "../../docs/serving.md")
        return String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `the documentation has the rows of the variables, all of them and in their order`() throws {
        let lines = try lines()
        let start = try #require(lines.firstIndex(of: "<!-- variables of every server -->"))
        let rows = lines[(start + 1)...].prefix { $0.hasPrefix("|") }.dropFirst(2)
        #expect(Array(rows) == ProcessSettings.documentedVariables.map(\.row))
    }
}
