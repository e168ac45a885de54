import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SwiftSDKStoreTests {
    @Test(arguments: [
        ("x86_64-unknown-linux-gnu", "linux/amd64"), ("x86_64-swift-linux-musl", "linux/amd64"),
        ("aarch64-swift-linux-musl", "linux/arm64"), ("arm64-unknown-linux-gnu", "linux/arm64"),
        ("armv7-unknown-linux-gnueabihf", "linux/arm/v7"), ("riscv64-unknown-linux-gnu", "linux/riscv64"),
        ("aarch64-unknown-linux-android28", nil), ("wasm32-unknown-wasip1", nil), ("arm64-apple-macosx14.0", nil),
        ("x86_64-linux", nil), ("sparc-unknown-linux-gnu", nil), ("", nil),
    ])
    func `a triple is the platform of images that run its programs`(triple: String, platform: String?) {
        #expect(SwiftTriple(text: triple).platform?.description == platform)
    }

    @Test(arguments: [
        ("x86_64-unknown-linux-gnu", true), ("aarch64-unknown-linux-gnu", false),
        ("x86_64-unknown-windows-msvc", false),
    ])
    func `a bundle for another build machine is no use`(host: String, isUsable: Bool) async throws {
        try await withTemporaryDirectory { folder in
            let installed = try SDKBundle.installed([SDKBundle(id: "a", hosts: [host])], in: folder)
            #expect(installed.map(\.id) == (isUsable ? ["a"] : []))
        }
    }

    @Test func `versions of a build machine's system do not count`() {
        let mac = SwiftTriple(text: "arm64-apple-macosx14.0")
        #expect(mac.isHost(like: SwiftTriple(text: "arm64-apple-macosx")))
        #expect(!mac.isHost(like: SwiftTriple(text: "x86_64-apple-macosx")))
    }

    @Test func `an SDK is read with its targets and its static libraries`() async throws {
        try await withTemporaryDirectory { folder in
            let bundle = SDKBundle(id: "swift-6.3.1-RELEASE_static-linux-0.1.0", libraries: ["CoreFoundation"])
            let sdk = try #require(try SDKBundle.installed([bundle], in: folder).first)
            #expect(sdk.platforms == [.linuxARM64, .linuxAMD64])
            #expect(sdk.version == SwiftVersion(6, 3, 1))
            #expect(sdk.descriptions.map { $0.lastComponent?.string } == ["info.json", "swift-sdk.json"])
            let target = try #require(sdk.target(for: .linuxARM64))
            #expect(target.triple == "aarch64-swift-linux-musl")
            #expect(target.hasStaticLibrary("CoreFoundation"))
            #expect(!target.hasStaticLibrary("_FoundationICU"))
        }
    }

    @Test func `of two targets for one platform the one with musl is taken`() async throws {
        try await withTemporaryDirectory { folder in
            let triples = ["aarch64-unknown-linux-gnu", "aarch64-swift-linux-musl"]
            let sdk = try #require(try SDKBundle.installed([SDKBundle(id: "a", triples: triples)], in: folder).first)
            #expect(sdk.target(for: .linuxARM64)?.triple == "aarch64-swift-linux-musl")
            #expect(sdk.platforms == [.linuxARM64])
            #expect(sdk.target(for: .linuxAMD64) == nil)
        }
    }

    @Test(arguments: [
        ("swift-6.3.1-RELEASE_static-linux-0.1.0", "6.3.1"), ("6.2-RELEASE_ubuntu_24.04_aarch64", "6.2"),
        ("swift-6.3-RELEASE_wasm", "6.3"), ("swift-DEVELOPMENT-SNAPSHOT-2026-01-02-a_static-linux-0.1.0", nil),
        ("own_static", nil),
    ])
    func `an id tells the version of Swift, or none`(id: String, version: String?) {
        let sdk = SwiftSDK(id: id, targets: [], bundle: "/b", descriptions: [])
        #expect(sdk.version?.description == version)
    }

    @Test func `what is no SDK or cannot be read is passed over`() async throws {
        try await withTemporaryDirectory { folder in
            let bundles = [SDKBundle(id: "tool", type: "executable"), SDKBundle(id: "b"), SDKBundle(id: "a")]
            for name in ["broken", "old"] {
                try CacheDirectory.write(
                    "{", to: folder.appending("\(name).artifactbundle").appending("info.json"), creatingFolder: true)
            }
            try SDKBundle(id: "old").write(in: folder)
            try CacheDirectory.write("{}", to: folder.pushing("old.artifactbundle/old/linux/swift-sdk.json"))
            #expect(try SDKBundle.installed(bundles, in: folder).map(\.id) == ["a", "b"])
            let none = SwiftSDKStore(folder: folder.appending("nowhere"))
            #expect(none.sdks(usableOn: SwiftTriple(text: "x86_64-unknown-linux-gnu")).isEmpty)
        }
    }

    @Test func `SDKs are where a variable says, or where SwiftPM has them`() async throws {
        try await withTemporaryDirectory { folder in
            try SDKBundle(id: "own").write(in: folder.appending("own"))
            try SDKBundle(id: "shared").write(in: folder.pushing("shared/swiftpm/swift-sdks"))
            let host = SwiftTriple(text: "x86_64-unknown-linux-gnu")
            let variables = ["XDG_CONFIG_HOME": "\(folder)/shared"]
            #expect(SwiftSDKStore.locate(in: variables).sdks(usableOn: host).map(\.id) == ["shared"])
            let own = variables.merging(["CHASSIS_SWIFT_SDKS": "\(folder)/own"]) { $1 }
            #expect(SwiftSDKStore.locate(in: own).sdks(usableOn: host).map(\.id) == ["own"])
        }
    }

    @Test func `SwiftPM is shown one SDK alone, with what was configured of it`() async throws {
        try await withTemporaryDirectory { folder in
            let store = folder.appending("store")
            let installed = try SDKBundle.installed([SDKBundle(id: "a"), SDKBundle(id: "b")], in: store)
            let links = folder.appending("links")
            func shown(_ index: Int) throws -> [String] {
                let target = try #require(installed[index].target(for: .linuxARM64))
                #expect(
                    try target.arguments(linkingIn: links) == [
                        "--swift-sdks-path", links.string, "--swift-sdk", "aarch64-swift-linux-musl",
                        "--static-swift-stdlib",
                    ])
                return try FileManager.default.contentsOfDirectory(atPath: links.string).sorted()
            }
            #expect(try shown(0) == ["a.artifactbundle"])
            try CacheDirectory.create(store.appending("configuration"))
            #expect(try shown(1) == ["b.artifactbundle", "configuration"])
            #expect(SwiftSDKStore(folder: links).sdks(usableOn: SwiftTriple(text: "any")).map(\.id) == ["b"])
            #expect(FileManager.default.fileExists(atPath: store.appending("a.artifactbundle").string))
        }
    }
}
