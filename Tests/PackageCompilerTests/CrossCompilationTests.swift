import BuildReport
import OCISpec
import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// From a project to an executable for another machine, with a shell script in the place of `swift`.
@Suite struct CrossCompilationTests {
    private typealias Whole = PackageCompilerTests

    /// The shell's way to write a static executable's header for arm64, and to note the command line.
    private static let leaveARMExecutable =
        #"echo "$all" >> "${scratch%/cache/*}/arguments.log"; "#
        + #"{ printf '\177ELF\002\001\001'; head -c 9 /dev/zero; printf '\002\000\267\000'; head -c 44 /dev/zero; } "#
        + #"> "$scratch/release/model-server""#

    private struct Build {
        let project: Project
        let sdk: SwiftSDKTarget
        let folder: FilePath
        let reporter = Whole.Recorder()

        var cache: FilePath { folder.appending("cache") }

        func executable(describedBy info: ModelInfo? = nil) async throws -> CompiledExecutable {
            try await PackageCompiler.executable(
                of: project, sdk: sdk, describedBy: info, cache: cache, variables: Whole.variables(folder),
                reporter: reporter)
        }

        /// The command lines of `swift build`, so far.
        var commands: [Substring] {
            get throws {
                let log = try folder.appending("arguments.log").contents()
                return String(decoding: log, as: UTF8.self).split(whereSeparator: \.isNewline)
            }
        }

        func isKnown(_ sdk: SwiftSDKTarget?) -> Bool {
            BuildRecord.current(project, sdk: sdk, cache: cache, variables: Whole.variables(folder)) != nil
        }
    }

    /// A project with the server of KServe, and an SDK for arm64 and amd64.
    private func withBuild(
        _ build: String, _ body: (Build) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try Whole.makeToolchain(in: folder, build: build)
            let root = try Whole.makePackage(in: folder, model: "public struct Digits: TypedModel {}")
            let installed = try SDKBundle.installed(
                [SDKBundle(id: "own", libraries: ["_FoundationCShims"])], in: folder)
            let sdk = try #require(installed.first?.target(for: .linuxARM64))
            var flags = ProjectOverrides()
            flags.interface = .kserve
            try await body(Build(project: Project(at: root, overrides: flags), sdk: sdk, folder: folder))
        }
    }

    /// What another executable of the model has said; there is no running one for arm64 here.
    private var info: ModelInfo {
        get throws {
            try ModelInfo(
                json: Array(
                    ##"{"name":"digits","version":"1","author":"","summary":"","inputs":[],"outputs":[],"batchSize":1,"explains":false}"##
                        .utf8))
        }
    }

    @Test func `model and server are compiled together with the SDK's target, without a runtime`() async throws {
        try await withBuild(Self.leaveARMExecutable) { build in
            let executable = try await build.executable(describedBy: info)
            #expect(executable.platform == .linuxARM64)
            #expect(executable.linking == .static)
            #expect(try await executable.modelInfo() == info)
            #expect(try RuntimePreparation.store(in: build.cache).all().isEmpty)
            let command = try #require(try build.commands.first)
            let name = "swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu-own-aarch64-swift-linux-musl-kserve"
            let scratch = "\(build.cache)/builds/\(name)"
            #expect(
                command.hasPrefix(
                    "build --configuration release --swift-sdks-path \(scratch).swift-sdks "
                        + "--swift-sdk aarch64-swift-linux-musl --static-swift-stdlib "))
            #expect(command.contains(" --product model-server "))
            #expect(command.hasSuffix("--scratch-path \(scratch)"))
            #expect(executable.path.string.contains("/wrappers/digits-kserve-own-aarch64-swift-linux-musl-"))
        }
    }

    @Test func `the program asks for the libraries that the SDK has`() async throws {
        try await withBuild(Self.leaveARMExecutable) { build in
            let executable = try await build.executable(describedBy: info)
            let manifest = executable.path.removingLastComponent().pushing("together/Package.swift")
            let text = String(decoding: try manifest.contents(), as: UTF8.self)
            #expect(text.contains(#""-static-executable", "-use-ld=lld""#))
            #expect(text.contains(#""-l_FoundationCShims""#))
            #expect(!text.contains(#""-lCoreFoundation""#))
            #expect(text.contains(#".product(name: "ChassisKServe", package: "chassis")"#))
        }
    }

    @Test func `a build in which nothing has changed is known, for its SDK alone`() async throws {
        try await withBuild(Self.leaveARMExecutable) { build in
            let first = try await build.executable(describedBy: info)
            let other = try #require(build.sdk.sdk.target(for: .linuxAMD64))
            #expect(build.isKnown(build.sdk))
            #expect(!build.isKnown(nil))
            #expect(!build.isKnown(other))
            BuildRecord.remove(build.project, cache: build.cache)
            BuildRecord.remove(build.project, sdk: other, cache: build.cache)
            #expect(try await build.executable(describedBy: info) == first)
            #expect(try build.commands.count == 1)
            let summaries = build.reporter.events.compactMap { event in
                if case .ended(_, let summary, _) = event { summary } else { nil }
            }
            #expect(summaries.last == "Digits in target Digits for linux/arm64, unchanged")
        }
    }

    @Test func `an SDK that was installed anew compiles anew`() async throws {
        try await withBuild(Self.leaveARMExecutable) { build in
            _ = try await build.executable(describedBy: info)
            try CacheDirectory.write("{}", to: try #require(build.sdk.sdk.descriptions.first))
            #expect(!build.isKnown(build.sdk))
        }
    }

    @Test func `a package that only SwiftPM knew to lie beside the author's is watched`() async throws {
        let state = #"""
            echo '{"object":{"dependencies":[{"packageRef":{"identity":"far","kind":"fileSystem"},'\
            '"state":{"path":"'"${scratch%/cache/*}"'/far"},"subpath":"far"}]}}' > "$scratch/workspace-state.json"
            """#
        try await withBuild("\(state)\n\(Self.leaveARMExecutable)") { build in
            let source = build.folder.pushing("far/Far.swift")
            try CacheDirectory.write("one", to: source, creatingFolder: true)
            // What the first build reads is known when it is over, so the second is the first to be kept.
            for _ in 1...3 { _ = try await build.executable(describedBy: info) }
            #expect(try build.commands.count == 2)
            try CacheDirectory.write("three", to: source)
            #expect(!build.isKnown(build.sdk))
        }
    }

    @Test func `an executable for another machine than was asked for is refused`() async throws {
        let leave = Self.leaveARMExecutable.replacing(#"\267"#, with: #"\076"#)
        try await withBuild(leave) { build in
            let error = await #expect(throws: SwiftSDKError.self) { try await build.executable(describedBy: info) }
            guard case .otherPlatform(_, .linuxAMD64, wanted: build.sdk) = try #require(error) else {
                throw try #require(error)
            }
            let text = try #require(error?.diagnostics.first?.description)
            #expect(
                text.contains("own made an executable for linux/amd64, and its aarch64-swift-linux-musl was to make"))
            #expect(!build.isKnown(build.sdk))
        }
    }

    @Test func `an executable that needs a loader is refused`() async throws {
        let leave = #"cp "${scratch%/cache/*}/dynamic" "$scratch/release/model-server""#
        try await withBuild(leave) { build in
            var file = HandmadeELF(program: "/lib/ld-musl-aarch64.so.1")
            file.machine = 183
            try file.write(to: build.folder.appending("dynamic"))
            let error = await #expect(throws: SwiftSDKError.self) { try await build.executable(describedBy: info) }
            guard case .notStatic(_, interpreter: "/lib/ld-musl-aarch64.so.1", build.sdk) = try #require(error) else {
                throw try #require(error)
            }
            #expect(error?.diagnostics.first?.remedies.first?.contains("own does not") == true)
        }
    }
}
