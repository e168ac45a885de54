import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct PackageManifestTests {
    private let variables = ProcessInfo.processInfo.environment

    private func load(_ manifest: String?, at root: FilePath) async throws -> PackageManifest {
        if let manifest {
            try CacheDirectory.write(manifest, to: root.appending("Package.swift"))
        }
        return try await PackageManifest.load(
            from: root, with: try SwiftToolchain.locate(in: variables), scratch: root.appending("scratch"),
            variables: variables)
    }

    @Test func `a folder that is no package is refused, with packages near it`() async throws {
        try await withTemporaryDirectory { folder in
            let start = folder.appending("start")
            for place in ["", "start/a", "start/b/c", "start/.hidden", "start/b/c/too-deep"] {
                try CacheDirectory.create(folder.pushing(FilePath(place)))
                try CacheDirectory.write("", to: folder.pushing(FilePath(place)).appending("Package.swift"))
            }
            let elsewhere = [folder, start.appending("a"), start.appending("b").appending("c")]
            await #expect(throws: PackageError.noPackage(start, elsewhere: elsewhere)) {
                try await load(nil, at: start)
            }
        }
    }

    @Test func `a manifest that does not compile is told in the compiler's words`() async throws {
        try await withTemporaryDirectory { folder in
            let manifest = "// swift-tools-version: 6.2\nimport PackageDescription\nlet package = Package(nam: \"a\")\n"
            let error = await #expect(throws: PackageError.self) { try await load(manifest, at: folder) }
            guard case .notEvaluated(_, let output) = try #require(error) else {
                throw try #require(error)
            }
            #expect(output.contains("Package.swift:3:"))
            #expect(output.contains("nam"))
        }
    }

    @Test func `a manifest is read with every kind of dependency`() async throws {
        try await withTemporaryDirectory { folder in
            let manifest = try await load(
                """
                // swift-tools-version: 6.2
                import PackageDescription
                let package = Package(
                    name: "Digits",
                    products: [
                        .library(name: "Digits", targets: ["Digits"]),
                        .library(name: "Shared", type: .dynamic, targets: ["Digits"]),
                        .executable(name: "tool", targets: ["tool"]),
                    ],
                    dependencies: [
                        .package(name: "chassis", path: "../Chassis"),
                        .package(url: "https://example.com/a.git", from: "1.2.3"),
                        .package(url: "https://example.com/b", exact: "2.0.0-beta.1"),
                        .package(url: "https://example.com/c", branch: "main"),
                        .package(url: "https://example.com/d", revision: "abcdef"),
                        .package(id: "mona.list", "1.0.0"..<"1.5.0"),
                    ],
                    targets: [
                        .target(
                            name: "Digits",
                            dependencies: [.product(name: "ChassisModel", package: "chassis"), "helper", "e"],
                            path: "code", exclude: ["x"], sources: ["y"]),
                        .target(name: "helper"),
                        .executableTarget(name: "tool", dependencies: [.target(name: "Digits")]),
                        .testTarget(name: "Tests"),
                    ])
                """, at: folder)
            #expect(manifest.name == "Digits")
            #expect(manifest.products.map(\.kind) == [.library, .dynamicLibrary, .other])
            #expect(manifest.targets.map(\.type) == ["regular", "regular", "executable", "test"])
            let digits = try #require(manifest.targets.first)
            #expect((digits.path, digits.exclude, digits.sources) == ("code", ["x"], ["y"]))
            #expect(digits.package(ofProduct: "ChassisModel") == "chassis")
            let parent = folder.removingLastComponent()
            #expect(
                manifest.dependencies.map { $0.manifestSource(traits: ["OMI"]) } == [
                    #".package(name: "chassis", path: "\#(parent)/Chassis", traits: ["OMI"])"#,
                    #".package(url: "https://example.com/a.git", "1.2.3"..<"2.0.0", traits: ["OMI"])"#,
                    #".package(url: "https://example.com/b", exact: "2.0.0-beta.1", traits: ["OMI"])"#,
                    #".package(url: "https://example.com/c", branch: "main", traits: ["OMI"])"#,
                    #".package(url: "https://example.com/d", revision: "abcdef", traits: ["OMI"])"#,
                    #".package(id: "mona.list", "1.0.0"..<"1.5.0", traits: ["OMI"])"#,
                ])
            #expect(manifest.dependencies.map(\.identity) == ["chassis", "a", "b", "c", "d", "mona.list"])
        }
    }

    @Test func `a description in another form is refused`() {
        for json in ["", "{}", #"{"name":"a","targets":[],"products":[],"dependencies":[{"magic":[]}]}"#] {
            #expect(throws: PackageError.self) { try PackageManifest(decoding: Array(json.utf8), root: "/p") }
        }
    }
}

private func == (
    left: (String?, [String], [String]?), right: (String?, [String], [String]?)
) -> Bool {
    left.0 == right.0 && left.1 == right.1 && left.2 == right.2
}
