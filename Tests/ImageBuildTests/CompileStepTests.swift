import BuildReport
import OCISpec
import PackageCompiler
import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import ImageBuild

@Suite struct CompileStepTests {
    /// Who listens to nothing.
    private struct Silence: BuildReporter {
        func report(_ event: BuildEvent) {}
    }

    /// A platform that is not this machine's.
    private var foreign: Platform { PlatformMatch.areSame(.host, .linuxAMD64) ? .linuxARM64 : .linuxAMD64 }

    /// A step for a project in `folder`, with a `swift` that says what it is and can do nothing else.
    private func step(in folder: FilePath, _ platforms: [Platform], _ choices: [SwiftSDKChoice] = []) throws
        -> CompileStep
    {
        let info =
            #"{"compilerVersion":"Swift version 6.3.1 (swift-6.3.1-RELEASE)","#
            + #""target":{"triple":"x86_64-unknown-linux-gnu"},"#
            + #""paths":{"runtimeLibraryPaths":[],"runtimeResourcePath":"/usr/lib/swift"}}"#
        let swift =
            "#!/bin/sh\n[ $1 = -print-target-info ] && echo '\(info)' && exit; touch '\(folder)/compiled'; exit 1"
        try writeExecutable(swift, to: folder.appending("swift"))
        var flags = ProjectOverrides()
        flags.interface = .kserve
        flags.platforms = platforms
        flags.swiftSDKs = choices
        let created = try #require(Timestamp(secondsSinceEpoch: 0))
        return CompileStep(
            request: BuildRequest(
                project: try Project(at: folder, overrides: flags), destinations: [], created: created,
                cache: folder.appending("cache"),
                variables: ["PATH": folder.string, "CHASSIS_SWIFT_SDKS": "\(folder)/swift-sdks"]),
            reporter: Silence())
    }

    @Test func `a platform without a Swift SDK is told before anything is compiled`() async throws {
        try await withTemporaryDirectory { folder in
            let step = try step(in: folder, [.host, foreign])
            let error = await #expect(throws: SwiftSDKError.self) { try await step.servers() }
            guard case .missing([foreign], host: .host, toolchain: _, otherVersions: []) = try #require(error) else {
                throw try #require(error)
            }
            #expect(throws: Errno.noSuchFileOrDirectory) { try folder.appending("compiled").stat() }
        }
    }

    @Test func `a Swift SDK that is not installed is told, on the host's platform as well`() async throws {
        try await withTemporaryDirectory { folder in
            let step = try step(in: folder, [], [SwiftSDKChoice(id: "nothing")])
            await #expect(throws: SwiftSDKError.unknown("nothing", installed: [])) { try await step.servers() }
        }
    }
}
