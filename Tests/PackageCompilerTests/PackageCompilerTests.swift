import BuildReport
import ProjectConfig
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The whole way from a project to an executable, with a shell script in the place of `swift`.
@Suite struct PackageCompilerTests {
    /// Keeps the events that it hears of, and calls a handler for each.
    private final class Recorder: BuildReporter {
        private let kept = Mutex<[BuildEvent]>([])
        let handler: @Sendable (BuildEvent) -> Void

        init(handler: @escaping @Sendable (BuildEvent) -> Void = { _ in }) {
            self.handler = handler
        }

        var events: [BuildEvent] { kept.withLock(\.self) }

        func report(_ event: BuildEvent) {
            kept.withLock { $0.append(event) }
            handler(event)
        }
    }

    /// Makes a package with one model, a `swift` whose `build` runs the lines of `build`, and a compiler with both.
    private func withCompiler<Result>(
        build: String, interface: ServingInterface = .omi, model: String = "public struct Digits: TypedModel {}",
        modelType: String? = nil, reporter: Recorder = Recorder(),
        _ body: (PackageCompiler, FilePath) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { folder in
            var package = PackageDescription()
            package.target("Digits")
            package.library("Digits", "Digits")
            let root = folder.appending("digits")
            try CacheDirectory.create(root.pushing("Sources/Digits"))
            try CacheDirectory.write("", to: root.appending("Package.swift"))
            try CacheDirectory.write(package.json, to: root.appending("dump.json"))
            try CacheDirectory.write(model, to: root.pushing("Sources/Digits/Digits.swift"))
            let script = """
                #!/bin/sh
                case $1 in
                --version) echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'; echo 'Target: x86_64-unknown-linux-gnu' ;;
                package) cat '\(root)/dump.json' ;;
                build)
                    while [ $# -gt 1 ]; do [ "$1" = --scratch-path ] && scratch=$2; shift; done
                    mkdir -p "$scratch/release"
                    \(build)
                    ;;
                esac
                """
            try writeExecutable(script, to: folder.appending("swift"))
            var flags = ProjectOverrides()
            flags.interface = interface
            flags.modelType = modelType
            let compiler = try await PackageCompiler(
                project: Project(at: root, overrides: flags), cache: folder.appending("cache"),
                variables: ["PATH": "\(folder):/usr/bin:/bin"], reporter: reporter)
            return try await body(compiler, folder)
        }
    }

    /// The shell's way to write a static executable's header, which is all that is looked at.
    private static let leaveExecutable =
        #"{ printf '\177ELF\002\001\001'; head -c 9 /dev/zero; printf '\002\000\076\000'; head -c 44 /dev/zero; } "#
        + #"> "$scratch/release/model-server""#

    @Test func `a build that fails is told in the compiler's words`() async throws {
        let build = """
            echo '[1/3] Compiling Digits Digits.swift'
            echo "/a/Digits.swift:1:1: error: cannot find 'x' in scope"; echo '1 | x'; echo '  | `- error'
            echo 'error: fatalError' >&2; exit 1
            """
        try await withCompiler(build: build) { compiler, _ in
            let output = "/a/Digits.swift:1:1: error: cannot find 'x' in scope\n1 | x\n  | `- error"
            await #expect(throws: CompileError.failed(output: output)) {
                try await compiler.compile()
            }
        }
    }

    @Test func `a build that leaves nothing is an error`() async throws {
        try await withCompiler(build: "true") { compiler, folder in
            let release = "cache/builds/swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu-omi/release/model-server"
            await #expect(throws: CompileError.noExecutable(folder.pushing(FilePath(release)))) {
                try await compiler.compile()
            }
        }
    }

    @Test func `a build that leaves a script is an error`() async throws {
        try await withCompiler(build: #"echo '#!/bin/sh' > "$scratch/release/model-server""#) { compiler, _ in
            _ = await #expect(throws: ELFError.self) { try await compiler.compile() }
        }
    }

    @Test func `a cache that cannot be written is told`() async throws {
        try await withCompiler(build: "true") { compiler, folder in
            try CacheDirectory.write("", to: folder.appending("cache"))
            await #expect(throws: CacheError.self) { try await compiler.compile() }
        }
    }

    @Test func `a cancelled build ends its compiler and gives the lock back`() async throws {
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let recorder = Recorder { event in
            if case .advanced = event { started.yield() }
        }
        let build = """
            [ -e "$scratch/second" ] && { \(Self.leaveExecutable); exit 0; }
            touch "$scratch/second"; echo '[1/2] Compiling'; exec sleep 1000
            """
        try await withCompiler(build: build, reporter: recorder) { compiler, _ in
            let task = Task { try await compiler.compile() }
            for await _ in starts { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            _ = try await compiler.compile()
            #expect(!recorder.events.contains { if case .note = $0 { true } else { false } })
        }
    }

    @Test func `a target without a model is refused before anything is built`() async throws {
        await #expect(throws: ModelTypeError.none(target: "Digits")) {
            try await withCompiler(build: "true", model: "public struct Digits {}") { _, _ in }
        }
    }

    @Test(arguments: ["", "A; exit(1)", "A.self, over: B", "9", "A\nB"])
    func `a name that is no type's is refused`(name: String) async {
        await #expect(throws: ModelTypeError.malformedName(name)) {
            try await withCompiler(build: "true", modelType: name) { _, _ in }
        }
    }

    @Test func `a type that is named need not be found`() async throws {
        try await withCompiler(build: "true", model: "", modelType: "Made.ByMacro") { compiler, _ in
            #expect(compiler.modelType == "Made.ByMacro")
        }
    }

    @Test func `a build is told step by step and leaves an executable of the project's own`() async throws {
        let recorder = Recorder()
        let build = """
            echo 'Fetching https://example.com/a'; echo 'Building for production...'
            echo '[1/2] Compiling Digits Digits.swift'; echo '[2/2] Linking model-server'
            \(Self.leaveExecutable)
            """
        try await withCompiler(build: build, reporter: recorder) { compiler, folder in
            #expect(compiler.target == "Digits")
            #expect(compiler.modelType == "Digits")
            let executable = try await compiler.compile()
            #expect(executable.architecture == .amd64)
            #expect(executable.byteCount == 64)
            #expect(executable.path.starts(with: folder.pushing("cache/wrappers")))
            let told = recorder.events.map { event in
                switch event {
                case .began(let step, let title): "\(step): \(title)"
                case .advanced(let step, let done, let total, let detail): "\(step) \(done)/\(total) \(detail)"
                case .ended(let step, let summary, _): "\(step) ended: \(summary)"
                case .note(let text): text
                }
            }
            #expect(
                told == [
                    "inspect: reading digits", "inspect ended: Digits in target Digits, Swift 6.3.1",
                    "compile: compiling Digits for omi", "Fetching https://example.com/a",
                    "compile 1/2 Compiling Digits Digits.swift", "compile 2/2 Linking model-server",
                    "compile ended: 64 B, linux/amd64",
                ])
        }
    }
}
