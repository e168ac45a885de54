import ImageAssembly
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ProjectConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The list below `files`.
@Suite struct NamedFileTests {
    private func problems(in text: String) -> [ProjectProblem] {
        do {
            _ = try ProjectFile(parsing: text)
            return []
        } catch {
            return error.problems
        }
    }

    private func attributes(_ lines: String) throws -> LayerEntry.Attributes? {
        try ProjectFile(parsing: "files:\n- source: a\n  destination: /b\n  \(lines)").files.first?.attributes
    }

    @Test func `every problem of an item is told at once, by line`() {
        let text = """
            files:
              - source: a
                destination: etc/a
                mod: "0644"
              - destination: /etc/.wh.a
                owner: root
              - source: 12
                destination: /
                mode: 644
              - source: ""
                destination: /etc/../a
                owner: [1]
              - a.txt
            """
        #expect(
            problems(in: text) == [
                .badDestination(.relativePath("etc/a"), line: 3),
                .unknownFileKey("mod", nearest: "mode", line: 4),
                .fileKeyMissing("source", line: 5),
                .badDestination(.whiteoutName("etc/.wh.a"), line: 5),
                .badOwner("root", line: 6),
                .wrongType(key: "files.source", expected: "a path", found: "the number 12", line: 7),
                .badDestination(.imageRoot("/"), line: 8),
                .badMode("644", line: 9),
                .emptyValue(key: "files.source", line: 10),
                .badDestination(.invalidComponent("etc/../a", component: ".."), line: 11),
                .wrongType(key: "files.owner", expected: "a user's number", found: "a list", line: 12),
                .wrongType(
                    key: "files", expected: "a list of sources with their destinations", found: "`a.txt`", line: 13),
            ])
        for problem in problems(in: text) { #expect(!problem.diagnostic.remedies.isEmpty) }
    }

    @Test func `files that are no list are refused`() {
        #expect(
            problems(in: "files: { a: /b }") == [
                .wrongType(
                    key: "files", expected: "a list of sources with their destinations", found: "a mapping", line: 1)
            ])
    }

    @Test(arguments: [
        ("\"0644\"", 0o644), ("'644'", 0o644), ("0644", 0o644), ("0o755", 0o755), ("\"0o600\"", 0o600),
        ("01777", 0o1777), ("\"4755\"", 0o4755), ("0000", 0), ("07777", 0o7777),
    ])
    func `a mode is octal, in quotes or with a zero before it`(text: String, mode: UInt16) throws {
        #expect(try attributes("mode: \(text)")?.permissions == mode)
    }

    @Test(arguments: [
        "644", "420", "0x1a4", "\"0\"", "\"\"", "0888", "\"17777\"", "u+x", "0.5", "-0644", "~", "\"64\"", "1777",
        "\"+644\"", "\" 644\"",
    ])
    func `a mode that may mean another number is refused`(text: String) throws {
        let found = problems(in: "files:\n- source: a\n  destination: /b\n  mode: \(text)")
        let problem = try #require(found.first)
        guard case .badMode(_, line: 4) = problem, found.count == 1 else {
            Issue.record("\(found)")
            return
        }
        #expect(problem.diagnostic.remedies.joined().contains("mode: \"0644\""))
    }

    @Test(arguments: [
        ("1000", 1000, 1000), ("1000:50", 1000, 50), ("\"65532:65532\"", 65532, 65532), ("0", 0, 0),
        ("4294967294:1", 4_294_967_294, 1),
    ])
    func `an owner is one number or two, though YAML takes two for minutes`(
        text: String, user: Int64, group: Int64
    ) throws {
        #expect(try attributes("owner: \(text)") == LayerEntry.Attributes(owner: user, group: group))
    }

    @Test(arguments: ["root", "1:2:3", "\"1:\"", "\":1\"", "-1", "4294967295", "1.5", "\"\"", "\"1 \"", "\"+1\""])
    func `an owner that is no number of 32 bits is refused`(text: String) {
        let found = problems(in: "files:\n- source: a\n  destination: /b\n  owner: \(text)")
        guard case .badOwner(_, line: 4)? = found.first, found.count == 1 else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func `a source becomes an absolute path, and a file keeps its name in a destination with a slash`()
        async throws
    {
        try await withTemporaryDirectory { root in
            let text = """
                interface: omi
                files:
                  - { source: ./data/a.txt, destination: /etc/app/ }
                  - { source: data, destination: /srv/data/ }
                  - { source: data/a.txt, destination: /etc/b.txt, mode: "0600", owner: "1:2" }
                """
            try FileManager.default.createDirectory(
                atPath: root.appending("data").string, withIntermediateDirectories: false)
            try Data().write(to: URL(filePath: root.appending("data").appending("a.txt").string))
            try Data(text.utf8).write(to: URL(filePath: root.appending("chassis.yaml").string))
            let data = root.appending("data")
            #expect(
                try Project(at: root).files == [
                    NamedFile(
                        source: data.appending("a.txt"), destination: LayerPath(parsing: "etc/app/a.txt"), line: 3),
                    NamedFile(source: data, destination: LayerPath(parsing: "srv/data"), line: 4),
                    NamedFile(
                        source: data.appending("a.txt"), destination: LayerPath(parsing: "etc/b.txt"),
                        attributes: LayerEntry.Attributes(permissions: 0o600, owner: 1, group: 2), line: 5),
                ])
        }
    }

    @Test func `a source that is not there, or is a device, is told with its line`() async throws {
        try await withTemporaryDirectory { root in
            let file = try ProjectFile(
                parsing: """
                    interface: omi
                    files:
                      - { source: nowhere, destination: /a }
                      - { source: /dev/null, destination: /b }
                    """)
            let error = #expect(throws: ProjectError.self) { try Project(file, at: root) }
            #expect(
                error?.problems == [.namedFileMissing("nowhere", line: 3), .namedFileMissing("/dev/null", line: 4)])
        }
    }

    @Test func `a file whose own name marks a deletion is refused where its name would be taken`() async throws {
        try await withTemporaryDirectory { root in
            try Data().write(to: URL(filePath: root.appending(".wh.x").string))
            let file = try ProjectFile(
                parsing: "interface: omi\nfiles: [{ source: .wh.x, destination: /etc/ }]")
            let error = #expect(throws: ProjectError.self) { try Project(file, at: root) }
            #expect(error?.problems == [.badDestination(.whiteoutName("etc/.wh.x"), line: 2)])
        }
    }
}
