import OCISpec
import ProjectConfig
import RuntimeStore
import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct WrapperPackageTests {
    private func wrapper(
        root: FilePath = "/src/digits", variant: ServerVariant = .omi, dependency: String? = nil
    ) throws -> WrapperPackage {
        var package = PackageDescription()
        if let dependency { package.dependencies = [dependency] }
        package.target("digits-model")
        package.library("Digits", "digits-model")
        return WrapperPackage(
            root: root, model: try ModelTarget.select(nil, in: package.manifest()), modelType: "Outer.Digits",
            variant: variant, authorModules: ["digits_model"], localPackages: [], systemLibraries: [],
            isSelfContained: true)
    }

    private func text(_ path: FilePath) throws -> String { String(decoding: try path.contents(), as: UTF8.self) }

    private func modificationTime(_ path: FilePath) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: path.string)[.modificationDate] as? Date
    }

    @Test func `a folder that cannot be written is told`() async throws {
        try await withTemporaryDirectory { folder in
            let blocked = folder.appending("blocked")
            try CacheDirectory.write("", to: blocked)
            let wrapper = try wrapper()
            let error = #expect(throws: CacheError.self) { try wrapper.write(to: blocked, server: .source) }
            guard case .notWritable(let path, _) = try #require(error) else { throw try #require(error) }
            #expect(path.starts(with: blocked))
        }
    }

    @Test func `the entry joins the model with the server of the interface`() async throws {
        try await withTemporaryDirectory { folder in
            try wrapper(variant: .kserve).write(to: folder, server: .source)
            let entry = try text(folder.pushing("Sources/model-server/Entry.swift"))
            for line in ["import KServeService", "import digits_model", "import ChassisServer"] {
                #expect(entry.contains("\n\(line)\n"))
            }
            #expect(entry.contains("ChassisServer.run(Outer.Digits.self, over: KServeServer.self)"))
            #expect(!entry.contains("OMI"))
        }
    }

    @Test func `what is linked beside the interface stands in manifest and entry`() async throws {
        try await withTemporaryDirectory { folder in
            let wrapper = try wrapper(variant: ServerVariant(.kserve, features: [.tls, .grpcV2]))
            try wrapper.write(to: folder, server: .source)
            let manifest = try text(folder.appending("Package.swift"))
            #expect(manifest.contains(#"traits: ["KServe", "GRPCv2", "TLS"]"#))
            for product in ["ChassisKServe", "ChassisGRPCv2", "ChassisTLS"] {
                #expect(manifest.contains(".product(name: \"\(product)\", package: \"chassis\")"))
            }
            let entry = try text(folder.pushing("Sources/model-server/Entry.swift"))
            for module in ["KServeService", "OpenInferenceRPC", "ServerTLS"] {
                #expect(entry.contains("\nimport \(module)\n"))
            }
            #expect(
                entry.contains(
                    "ChassisServer.run(Outer.Digits.self, over: BothServers<KServeServer, GRPCv2Server>.self, "
                        + "security: EnvironmentTLS.self)"))
        }
    }

    @Test func `with a prepared runtime the author's package is the only one, and the runtime is linked`() async throws
    {
        try await withTemporaryDirectory { folder in
            let runtime = try preparedRuntime(in: folder)
            let manifest = try wrapper().manifest(in: "/cache/w", server: .prepared(runtime))
            #expect(manifest.contains(#".package(name: "model-package", path: "/src/digits")"#))
            #expect(!manifest.contains("chassis\""))
            #expect(manifest.contains("\"\(runtime.object)\", \"-lm\", \"-ldl\""))
            try wrapper().write(to: folder, server: .prepared(runtime))
            let entry = try text(folder.pushing("Sources/model-server/Entry.swift"))
            #expect(entry.contains("@_silgen_name(\"\(ServerPackage.entryPoint)\")\n"))
            #expect(entry.contains("await generatedModelServe(Outer.Digits.self)"))
            #expect(!entry.contains("import Chassis"))
        }
    }

    private func preparedRuntime(in folder: FilePath) throws -> PreparedRuntime {
        let object = folder.appending("runtime.o")
        try CacheDirectory.write("code", to: object)
        return try RuntimeStore(folder: folder.appending("runtimes")).add(
            object: object,
            key: RuntimeKey(toolchain: "swift-6.3.1", variant: .omi, options: [], sources: Digest.of([])),
            linkerArguments: ["-lm", "-ldl"], packages: [])
    }

    @Test func `with shared C libraries Swift's own stay in the executable, and it exports nothing`() throws {
        let flags = { (linking: Linking) in try wrapper().manifest(in: "/w", server: .source, linking: linking) }
        #expect(try flags(.static).contains(#""-static-executable", "-use-ld=lld""#))
        #expect(try !flags(.static).contains("export-dynamic"))
        #expect(try flags(.shared).contains(#""-static-stdlib", "-use-ld=lld""#))
        #expect(try flags(.shared).contains(#""-Xlinker", "--no-export-dynamic""#))
        #expect(try !flags(.shared).contains("-static-executable"))
        // Full Foundation needs them, and the compiler does not name them.
        for linking in Linking.allCases {
            for library in ["CoreFoundation", "FoundationInternationalization", "_FoundationICU"] {
                #expect(try flags(linking).contains("\"-l\(library)\""))
            }
        }
    }

    @Test func `the manifest names both packages and the product of the interface`() throws {
        let manifest = try wrapper().manifest(in: "/cache/w", server: .source)
        #expect(manifest.contains(#".package(name: "model-package", path: "/src/digits")"#))
        #expect(manifest.contains(#".package(name: "chassis", path: "/src/chassis/main", traits: ["OMI"])"#))
        #expect(manifest.contains(#".product(name: "Digits", package: "model-package")"#))
        #expect(manifest.contains(#".product(name: "ChassisOMI", package: "chassis")"#))
        #expect(manifest.contains(#""-Xlinker", "-T", "-Xlinker", "/cache/w/discard.ld""#))
    }

    @Test func `Chassis comes from where the author's manifest has it`() throws {
        let dependency =
            #"{"sourceControl":[{"identity":"chassis","location":{"remote":[{"urlString":"https://example.com/chassis"}]},"#
            + #""requirement":{"exact":["1.2.0"]}}]}"#
        let manifest = try wrapper(dependency: dependency).manifest(in: "/cache/w", server: .source)
        #expect(manifest.contains(#".package(url: "https://example.com/chassis", exact: "1.2.0", traits: ["OMI"])"#))
        #expect(manifest.contains(#".product(name: "ChassisOMI", package: "chassis")"#))
    }

    @Test func `a path with quotes and backslashes stays one literal`() throws {
        #expect(try wrapper(root: #"/a"b\c"#).manifest(in: "/cache/w", server: .source).contains(#"path: "/a\"b\\c")"#))
        #expect(swiftLiteral("a\n\\(b)") == #""a\u{a}\\(b)""#)
    }

    @Test func `files that are as they should be are not touched`() async throws {
        try await withTemporaryDirectory { folder in
            try wrapper().write(to: folder, server: .source)
            let manifest = folder.appending("Package.swift")
            let entry = folder.pushing("Sources/model-server/Entry.swift")
            let long = Date(timeIntervalSince1970: 1)
            for file in [manifest, entry] {
                try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: file.string)
            }
            try wrapper().write(to: folder, server: .source)
            #expect(try modificationTime(manifest) == long)
            #expect(try modificationTime(entry) == long)
            try wrapper(variant: .kserve).write(to: folder, server: .source)
            #expect(try modificationTime(manifest) != long)
            #expect(try modificationTime(entry) != long)
        }
    }

    @Test func `the author's pins are taken over when they change, and only then`() async throws {
        try await withTemporaryDirectory { folder in
            let root = folder.appending("author")
            let place = folder.appending("wrapper")
            try CacheDirectory.create(root)
            let wrapper = try wrapper(root: root)
            let pins = place.appending("Package.resolved")
            try wrapper.write(to: place, server: .source)
            #expect(!FileManager.default.fileExists(atPath: pins.string))
            try CacheDirectory.write("one", to: root.appending("Package.resolved"))
            try wrapper.write(to: place, server: .source)
            #expect(try text(pins) == "one")
            try CacheDirectory.write("one, and what SwiftPM added", to: pins)
            try wrapper.write(to: place, server: .source)
            #expect(try text(pins) == "one, and what SwiftPM added")
            try CacheDirectory.write("two", to: root.appending("Package.resolved"))
            try wrapper.write(to: place, server: .source)
            #expect(try text(pins) == "two")
        }
    }

    @Test func `two projects, and two variants of one, have folders of their own`() throws {
        let names = [
            try wrapper().folderName, try wrapper(variant: .kserve).folderName,
            try wrapper(root: "/other/digits").folderName,
        ]
        #expect(Set(names).count == 3)
        #expect(names.allSatisfy { $0.hasPrefix("digits-") })
        #expect(try wrapper(root: "/a/größe 3").folderName.hasPrefix("gr--e-3-omi-"))
    }
}
