import IgnoreRules
import SystemPackage
import TestSupport
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What git leaves out of the same tree by the same rules. Skipped where git is not installed.
@Suite(.enabled(if: system("command -v git >/dev/null 2>&1") == 0, "git is not installed"))
struct GitSecondOpinionTests {
    private static let files = [
        "a", "b", "ab", "a.bin", "b.bin", ".hidden", "x/a", "x/b", "x/a.bin", "x/y/a", "x/y/a.bin", "x/y/z/ab", "y/a/b",
        "y/x/a", "a b/c", "#a", "!a", "z*", "[a]", "y/a.bin/b",
    ]

    /// Pieces of patterns, put together in all ways; a fixed seed, so that a failure comes back.
    private static let ruleFiles: [String] = {
        let pieces = [
            "a", "b", "x", "y", "*", "**", "?", "/", "/", "[ab]", "[!a]", ".bin", "*.bin", "\\#", "\\!", "z\\*",
            "[[:alpha:]]",
        ]
        var state: UInt64 = 42
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        return (0..<100).map { _ in
            (0..<1 + random(4)).map { _ in
                let text = (0..<1 + random(5)).map { _ in pieces[random(pieces.count)] }.joined()
                return (random(4) == 0 ? "!" : "") + text + (random(4) == 0 ? "/" : "")
            }.joined(separator: "\n")
        }
    }()

    @Test func `git takes the same files by the same rules`() async throws {
        try await withTemporaryDirectory { folder in
            var expected: [String] = []
            for (number, text) in Self.ruleFiles.enumerated() {
                let root = folder.appending("\(number)")
                // What can match nothing is an error here and silence there.
                guard let rules = try? IgnoreRules(parsing: text, root: root) else { continue }
                for file in Self.files { try write("", to: root.pushing(FilePath(file))) }
                try write(text, to: root.appending(".gitignore"))
                let taken = Self.files.filter {
                    rules.rule(leavingOut: root.pushing(FilePath($0)), isDirectory: false) == nil
                }
                expected += taken.map { "\(number)/\($0)" }
            }
            let git = try run(
                "cd '\(folder)' && git init -q && git ls-files -z --others --exclude-per-directory=.gitignore")
            #expect(git.succeeded)
            let taken = git.output.filter { !$0.hasSuffix(".gitignore") }
            #expect(Set(taken) == Set(expected))
            #expect(taken.count > 100)
        }
    }

    private func write(_ text: String, to path: FilePath) throws {
        try FileManager.default.createDirectory(
            atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        try file.closeAfter { _ = try file.writeAll(text.utf8) }
    }

    private func run(_ command: String) throws -> (output: [String], succeeded: Bool) {
        let isolated = "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null; unset GIT_DIR; \(command)"
        guard let pipe = popen(isolated, "r") else { throw Errno(rawValue: errno) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        let names = output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return (names, pclose(pipe) == 0)
    }
}
