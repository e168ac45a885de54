import IgnoreRules
import SystemPackage
import TestSupport
import Testing

@Suite struct IgnoreRulesTests {
    private func leavesOut(_ text: String, _ path: String) throws -> Bool {
        let isDirectory = path.hasSuffix("/")
        let rules = try IgnoreRules(parsing: text, root: "/package")
        return rules.rule(leavingOut: FilePath("/package/\(path)"), isDirectory: isDirectory) != nil
    }

    @Test(arguments: [
        ("a", "a"), ("a", "a/"), ("a", "x/a"), ("a", "a/x"), ("a", "x/a/y"), ("*.bin", "x/w.bin"), ("*", ".hidden"),
        ("a/", "a/"), ("a/", "x/a/"), ("a/", "a/file"), ("/a", "a"), ("/a/", "a/x"), ("x/a", "x/a"), ("/x/a", "x/a/y"),
        ("**/a", "a"), ("**/a", "x/y/a"), ("**/x/a", "y/x/a"), ("x/**", "x/a"), ("x/**", "x/y/z"), ("x/**/a", "x/a"),
        ("x/**/a", "x/y/z/a"), ("**", "a"), ("a**", "ab/c"), ("x/a**", "x/ab"), ("?.bin", "a.bin"), ("?", "é"),
        ("w?", "w数"), ("[a-c]", "b"), ("[!a-c]", "d"), ("[^a-c]", "d"), ("[]]", "]"), ("[]-a]", "^"), ("[a-]", "-"),
        ("[\\]]", "]"), ("[[:digit:]x]", "7"), ("[[:digit:]x]", "x"), ("[[x]", "["), ("[à-ü]", "é"), ("\\#a", "#a"),
        ("\\!a", "!a"), ("\\*", "*"), ("a\\ ", "a "), ("a  ", "a"), ("a\r", "a"), ("a\\\\b", "a\\b"), ("a b", "a b"),
        ("\u{feff}a", "a"), ("*a*a*b", "aaaaab"), ("x/*/a", "x/y/a"), ("x/*", "x/a/b"),
    ])
    func `a rule leaves out what gitignore's would`(text: String, path: String) throws {
        #expect(try leavesOut(text, path))
    }

    @Test(arguments: [
        ("", "a"), ("# a", "a"), ("#a", "#a"), ("  ", "  "), ("a", "ab"), ("a", "ba"), ("A", "a"), ("a/", "a"),
        ("a/", "x/a"), ("/a", "x/a"), ("x/a", "y/x/a"), ("x/a/", "y/x/a/"), ("*.bin", "w.bin.txt"), ("x/*", "x/"),
        ("x/*/a", "x/a"), ("x/*/a", "x/y/z/a"), ("x/**", "x/"), ("x/**/a", "x/b"), ("?", ""), ("?", "ab"),
        ("[a-c]", "d"), ("[!a-c]", "b"), ("[c-a]", "b"), ("\\*", "a"), ("*a*a*b", "aaaaa"), ("x*a", "x/a"),
        ("x/a**", "x/b/a"), ("a\\ ", "a"),
    ])
    func `a rule takes what gitignore's would`(text: String, path: String) throws {
        #expect(try !leavesOut(text, path))
    }

    @Test func `the last rule counts, but nothing comes back from a folder that is left out`() throws {
        #expect(try !leavesOut("*.bin\n!keep.bin", "keep.bin"))
        #expect(try leavesOut("!keep.bin\n*.bin", "keep.bin"))
        #expect(try leavesOut("x/\n!x/keep.bin", "x/keep.bin"))
        #expect(try !leavesOut("x/*\n!x/keep.bin", "x/keep.bin"))
        #expect(try leavesOut("x/*\n!x/keep.bin", "x/other.bin"))
    }

    @Test func `the rule that counts is told with its line`() throws {
        let rules = try IgnoreRules(parsing: "# comment\n\n*.tmp  \n*.log", root: "/package")
        let rule = try #require(rules.rule(leavingOut: "/package/a.tmp", isDirectory: false))
        #expect(rule.text == "*.tmp")
        #expect(rule.line == 3)
    }

    @Test(arguments: ["a\\", "[a", "[]", "[[:alpha:]", "a//b", "/", "!", "!/", "//", "[[:letter:]]"])
    func `a rule that can match nothing is told with its line, and so is the next`(text: String) throws {
        let error = #expect(throws: IgnoreRulesError.self) {
            try IgnoreRules(parsing: "fine\n\(text)\nfine\n\(text)", root: "/")
        }
        #expect(error?.diagnostics.map(\.location) == [".chassisignore:2", ".chassisignore:4"])
        #expect(error?.diagnostics.allSatisfy { $0.remedies.count == 1 } == true)
    }

    @Test func `many stars take no time`() throws {
        let name = String(repeating: "a", count: 250)
        #expect(try !leavesOut(String(repeating: "*a", count: 100) + "*b", name))
        let folders = String(repeating: "a/", count: 500)
        #expect(try !leavesOut(String(repeating: "**/a/", count: 100) + "b", folders + "c"))
    }

    @Test func `paths are taken from the folder of the file, and from a folder that lies elsewhere itself`() throws {
        let rules = try IgnoreRules(parsing: "/models/a\n/b", root: "/package/./x/..")
        #expect(rules.rule(leavingOut: "/package/models/a", isDirectory: false) != nil)
        #expect(rules.rule(leavingOut: "/package/y/../models/a", isDirectory: false) != nil)
        #expect(rules.rule(leavingOut: "/elsewhere/b", isDirectory: false) == nil)
        #expect(rules.rule(leavingOut: "/package", isDirectory: true) == nil)
        #expect(rules.applied(to: "/elsewhere").rule(leavingOut: "/elsewhere/b", isDirectory: false) != nil)
        #expect(rules.applied(to: "/package/models").rule(leavingOut: "/package/models/b", isDirectory: false) == nil)
        #expect(rules.applied(to: "/packages").rule(leavingOut: "/packages/b", isDirectory: false) != nil)
    }

    @Test func `a folder without the file has no rules, and one that cannot be read is an error`() async throws {
        try await withTemporaryDirectory { root in
            let file = root.appending(IgnoreRules.fileName)
            #expect(try IgnoreRules(of: root).rule(leavingOut: file, isDirectory: false) == nil)
            try write([0x61, 0x0a], to: file)
            #expect(try IgnoreRules(of: root).rule(leavingOut: root.appending("a"), isDirectory: false) != nil)
            try write([0xff], to: file)
            #expect(throws: IgnoreRulesError.notUTF8(file)) { try IgnoreRules(of: root) }
            #expect(throws: IgnoreRulesError.unreadable(file.appending(".chassisignore"), .notDirectory)) {
                try IgnoreRules(of: file)
            }
        }
    }

    private func write(_ bytes: [UInt8], to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }
}
