import BuildReport
import OCISpec
import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct SwiftSDKSelectionTests {
    private static let release = "swift-6.3.1-RELEASE_static-linux-0.1.0"

    private func toolchain(_ version: String = "Swift version 6.3.1 (swift-6.3.1-RELEASE)") throws -> SwiftToolchain {
        try SwiftToolchain(executable: "/usr/bin/swift", targetInfo: Array(targetInfo(version).utf8))
    }

    private func select(
        _ platforms: [Platform], _ choices: [String] = [], installed bundles: [SDKBundle],
        linking: LinkingChoice = .auto
    ) async throws -> SwiftSDKSelection {
        try await withTemporaryDirectory { folder in
            var flags = ProjectOverrides()
            flags.interface = .omi
            flags.platforms = platforms
            flags.swiftSDKs = try choices.map { try SwiftSDKChoice(parsing: $0) }
            flags.linking = linking
            return try SwiftSDKSelection(
                of: Project(ProjectFile(), at: "/digits", overrides: flags), host: .linuxAMD64, toolchain: toolchain(),
                installed: SDKBundle.installed(bundles, in: folder))
        }
    }

    /// What each platform is compiled with: the id of an SDK, or `-`.
    private func ids(_ selection: SwiftSDKSelection) -> [String] {
        selection.compilations.map { "\($0.platform) \($0.target?.sdk.id ?? "-")" }
    }

    private static let arm = SDKBundle(id: "arm", triples: ["aarch64-unknown-linux-gnu"])
    private static let both = SDKBundle(id: "both")

    private static let old = SDKBundle(id: "swift-6.2-RELEASE_x")

    /// What is asked for and installed, and what each platform is compiled with.
    struct Rule: Sendable {
        var platforms: [Platform]
        var choices: [String] = []
        var installed: [SDKBundle]
        var expected: [String]
    }

    private static let rules = [
        // The host's platform needs no SDK, and gets none that is not named.
        Rule(platforms: [.linuxAMD64], installed: [both], expected: ["linux/amd64 -"]),
        Rule(platforms: [], installed: [both], expected: ["linux/amd64 -"]),
        Rule(
            platforms: [.linuxAMD64, .linuxARM64], installed: [both], expected: ["linux/amd64 -", "linux/arm64 both"]),
        // One that is named for all is for all that it serves.
        Rule(
            platforms: [.linuxAMD64, .linuxARM64], choices: ["both"], installed: [both],
            expected: ["linux/amd64 both", "linux/arm64 both"]),
        Rule(
            platforms: [.linuxAMD64, .linuxARM64], choices: ["arm"], installed: [both, arm],
            expected: ["linux/amd64 -", "linux/arm64 arm"]),
        Rule(platforms: [], choices: ["both"], installed: [both], expected: ["linux/amd64 both"]),
        Rule(
            platforms: [.linuxARM64], choices: ["both", "both"], installed: [both, arm], expected: ["linux/arm64 both"]),
        // One that is named for a platform comes first.
        Rule(
            platforms: [.linuxAMD64, .linuxARM64], choices: ["both", "linux/arm64=arm"], installed: [both, arm],
            expected: ["linux/amd64 both", "linux/arm64 arm"]),
        Rule(
            platforms: [.linuxARM64], choices: ["linux/arm64=both"], installed: [both, arm],
            expected: ["linux/arm64 both"]),
        // One for another version of Swift is not taken by itself, but when it is named.
        Rule(
            platforms: [.linuxARM64], installed: [SDKBundle(id: release), old], expected: ["linux/arm64 \(release)"]),
        Rule(
            platforms: [.linuxARM64], choices: [old.id], installed: [old], expected: ["linux/arm64 \(old.id)"]),
    ]

    @Test(arguments: rules)
    func `each platform gets the SDK that is named or the only one`(rule: Rule) async throws {
        let selection = try await select(rule.platforms, rule.choices, installed: rule.installed)
        #expect(ids(selection) == rule.expected)
    }

    @Test func `a platform is compiled once, however it is written`() async throws {
        let platforms = [Platform.linuxARM64, .linuxAMD64, try Platform(parsing: "linux/amd64/v1")]
        let selection = try await select(platforms, installed: [Self.both])
        #expect(ids(selection) == ["linux/arm64 both", "linux/amd64 -"])
        #expect(selection.compilations.map(\.runsHere) == [false, true])
    }

    @Test func `what nobody asked for is told`() async throws {
        #expect(
            try await select([.linuxARM64], installed: [Self.both]).notes == [
                "linux/arm64 is compiled with the Swift SDK both, the only one for it here"
            ])
        #expect(
            try await select([.linuxAMD64], ["linux/arm64=both"], installed: [Self.both]).notes == [
                "the Swift SDK both is not used: linux/arm64 is not built"
            ])
        #expect(
            try await select([.linuxARM64], ["both", "linux/arm64=arm"], installed: [Self.both, Self.arm]).notes == [
                "the Swift SDK both is not used: others are named for what it serves"
            ])
        #expect(
            try await select([.linuxARM64], [Self.old.id], installed: [Self.old]).notes == [
                "the Swift SDK swift-6.2-RELEASE_x is for Swift 6.2, and the toolchain is 6.3.1"
            ])
        #expect(try await select([.linuxARM64], ["both"], installed: [Self.both]).notes.isEmpty)
    }

    private func diagnostic(_ body: () async throws -> SwiftSDKSelection) async throws -> String {
        let error = await #expect(throws: SwiftSDKError.self) { _ = try await body() }
        return try #require(error).diagnostics.map(\.description).joined(separator: "\n")
    }

    @Test func `a platform without an SDK is told with the command that installs one`() async throws {
        let text = try await diagnostic { try await select([.linuxAMD64, .linuxARM64], installed: []) }
        #expect(
            text == """
                error: there is no Swift SDK to compile for linux/arm64, and without one this machine compiles for \
                linux/amd64 alone
                  at: --platform
                  try: install the Static Linux SDK: `swift sdk install \
                https://download.swift.org/swift-6.3.1-release/static-sdk/swift-6.3.1-RELEASE/\
                swift-6.3.1-RELEASE_static-linux-0.1.0.artifactbundle.tar.gz --checksum CHECKSUM`; the checksum stands \
                beside the download at https://www.swift.org/install/linux/, the way to use it in \
                https://www.swift.org/documentation/articles/static-linux-getting-started.html
                  try: build on a machine of each platform, and join the images: `chassis-build index create`
                  try: pack an executable that was compiled elsewhere: `--executable FILE`
                """)
    }

    @Test func `an SDK for another version of Swift is named, and is no help`() async throws {
        let bundles = [Self.old, SDKBundle(id: "swift-6.3-RELEASE_x")]
        let text = try await diagnostic { try await select([.linuxARM64], installed: bundles) }
        #expect(text.contains("; made for another Swift than 6.3.1: swift-6.2-RELEASE_x and swift-6.3-RELEASE_x\n"))
        let riscv = try Platform(parsing: "linux/riscv64")
        let other = try await diagnostic { try await select([.linuxARM64, riscv], installed: [Self.both]) }
        #expect(other.contains("there is no Swift SDK to compile for linux/riscv64, and"))
        #expect(other.contains("install a Swift SDK for linux/riscv64: `swift sdk install`; swift.org's"))
    }

    @Test(arguments: [
        ("Swift version 6.3.1 (swift-6.3.1-RELEASE)", "swift-6.3.1-release/static-sdk/swift-6.3.1-RELEASE/", "-0.1.0."),
        ("Swift version 6.3 (swift-6.3-RELEASE)", "swift-6.3-release/static-sdk/swift-6.3-RELEASE/", "-0.1.0."),
        ("Swift version 6.2.3 (swift-6.2.3-RELEASE)", "swift-6.2.3-release/static-sdk/swift-6.2.3-RELEASE/", "-0.0.1."),
    ])
    func `the address of the Static Linux SDK is that of the release`(version: String, folder: String, end: String)
        throws
    {
        let address = try #require(StaticLinuxSDK.address(for: toolchain(version)))
        #expect(address.hasPrefix("https://download.swift.org/\(folder)"))
        #expect(address.hasSuffix("_static-linux\(end)artifactbundle.tar.gz"))
    }

    @Test func `a toolchain that is no release gets no made-up address`() throws {
        let snapshot = try toolchain("Swift version 6.4-dev (LLVM 1a2b3c, Swift 4d5e6f)")
        #expect(StaticLinuxSDK.address(for: snapshot) == nil)
        let error = SwiftSDKError.missing([.linuxARM64], host: .linuxAMD64, toolchain: snapshot, otherVersions: [])
        let remedy = try #require(error.diagnostics.first?.remedies.first)
        #expect(remedy.contains("for exactly this toolchain"))
        #expect(remedy.contains(StaticLinuxSDK.guide))
    }

    @Test func `an id that is not installed is told with those that are`() async throws {
        let text = try await diagnostic {
            try await select(
                [.linuxARM64], ["non"],
                installed: [Self.both, SDKBundle(id: "wasm", triples: ["wasm32-unknown-wasip1"])])
        }
        #expect(text.contains("error: there is no Swift SDK non on this machine\n  at: --swift-sdk"))
        #expect(text.contains("take one that is installed: both (linux/arm64 and linux/amd64) and wasm"))
        let none = try await diagnostic { try await select([.linuxARM64], ["non"], installed: []) }
        #expect(none.contains("none is installed now"))
    }

    @Test func `an SDK that does not serve what it is named for is refused`() async throws {
        let text = try await diagnostic { try await select([.linuxAMD64], ["linux/amd64=arm"], installed: [Self.arm]) }
        #expect(text.contains("the Swift SDK arm does not compile for linux/amd64"))
        #expect(text.contains("or build for linux/arm64"))
        let general = try await diagnostic { try await select([.linuxAMD64], ["arm"], installed: [Self.arm]) }
        #expect(general.contains("the Swift SDK arm does not compile for linux/amd64"))
        let wasm = SDKBundle(id: "wasm", triples: ["wasm32-unknown-wasip1"])
        let useless = try await diagnostic { try await select([], ["wasm"], installed: [wasm]) }
        #expect(useless.contains("nothing that it compiles for can be an image"))
    }

    @Test func `several SDKs for one platform are listed`() async throws {
        for choices in [[], ["arm", "both"], ["linux/arm64=arm", "linux/arm64=both"]] {
            let text = try await diagnostic {
                try await select([.linuxARM64], choices, installed: [Self.both, Self.arm])
            }
            #expect(text.contains("several Swift SDKs compile for linux/arm64: arm and both"))
            #expect(text.contains("say which: `--swift-sdk linux/arm64=arm`"))
        }
    }

    @Test func `shared C libraries are refused before anything is compiled`() async throws {
        let text = try await diagnostic { try await select([.linuxARM64], installed: [Self.both], linking: .shared) }
        #expect(text.contains("at: --linking shared"))
        #expect(try await select([.linuxAMD64], installed: [Self.both], linking: .shared).notes.isEmpty)
    }

    @Test func `where the toolchain is enough, it is not even looked for`() async throws {
        var flags = ProjectOverrides()
        flags.interface = .omi
        flags.platforms = [.linuxAMD64]
        let project = try Project(ProjectFile(), at: "/digits", overrides: flags)
        let selection = try await SwiftSDKSelection.of(project, host: .linuxAMD64, variables: [:])
        #expect(ids(selection) == ["linux/amd64 -"])
        await #expect(throws: ToolchainError.notFound) {
            try await SwiftSDKSelection.of(project, host: .linuxARM64, variables: [:])
        }
    }
}
