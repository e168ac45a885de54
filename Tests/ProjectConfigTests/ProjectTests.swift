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

@Suite struct ProjectTests {
    private func problems(
        at root: FilePath, _ overrides: ProjectOverrides = ProjectOverrides()
    ) -> [ProjectProblem] {
        do {
            _ = try Project(at: root, overrides: overrides)
            return []
        } catch {
            return error.problems
        }
    }

    private func write(_ text: String, to path: FilePath) throws {
        try Data(text.utf8).write(to: URL(filePath: path.string))
    }

    @Test func `an interface that nobody names is asked for, with both ways to name it`() async throws {
        try await withTemporaryDirectory { root in
            #expect(problems(at: root) == [.interfaceMissing])
            let remedies = ProjectProblem.interfaceMissing.diagnostic.remedies.joined()
            #expect(remedies.contains("--interface omi"))
            #expect(remedies.contains("interface: omi"))
        }
    }

    @Test func `a wrong interface is not asked for a second time`() async throws {
        try await withTemporaryDirectory { root in
            try write("interface: rest\nmodel: 1", to: root.appending("chassis.yaml"))
            #expect(
                problems(at: root) == [
                    .unknownInterface("rest", nearest: nil, line: 1),
                    .wrongType(key: "model", expected: "text", found: "the number 1", line: 2),
                ])
        }
    }

    @Test func `a model folder that is named must be there and be a folder`() async throws {
        try await withTemporaryDirectory { root in
            try write("interface: omi\nmodels: weights", to: root.appending("chassis.yaml"))
            #expect(problems(at: root) == [.modelDirectoryMissing("weights", line: 2)])
            try write("", to: root.appending("weights"))
            #expect(problems(at: root) == [.modelDirectoryMissing("weights", line: 2)])
            var flags = ProjectOverrides()
            flags.modelDirectory = root.appending("nowhere")
            #expect(problems(at: root, flags) == [.modelDirectoryMissing("\(root)/nowhere", line: nil)])
        }
    }

    @Test func `a file that cannot be read is no missing file`() async throws {
        try await withTemporaryDirectory { root in
            let path = root.appending("chassis.yaml")
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
            #expect(problems(at: root) == [.unreadable(path: path.string, reason: "Is a directory")])
        }
    }

    @Test func `bytes that are no UTF-8 are refused`() async throws {
        try await withTemporaryDirectory { root in
            try Data([0x74, 0xFF, 0xFE]).write(to: URL(filePath: root.appending("chassis.yaml").string))
            #expect(problems(at: root) == [.notYAML(reason: "it is not text in UTF-8", line: nil)])
        }
    }

    @Test func `flags win over the file, and maps are put together`() async throws {
        try await withTemporaryDirectory { root in
            let text = """
                interface: omi
                tag: file:v1
                target: FromFile
                model: FromFile
                base: scratch
                include: [tzdata]
                platforms: [linux/arm64]
                swift-sdk: file
                user: file
                compression: none
                annotations: { a: file, b: file }
                labels: { a: file, b: file }
                env: { A: file, B: file }
                """
            try write(text, to: root.appending("chassis.yaml"))
            var flags = ProjectOverrides()
            flags.interface = .kserve
            flags.reference = try ImageReference(parsing: "flag:v2")
            flags.target = "FromFlag"
            flags.base = "oci:layout"
            flags.inclusions = [.timeZones, .certificates, .timeZones]
            flags.platforms = [.linuxAMD64, .linuxARM64, .linuxAMD64]
            flags.swiftSDKs = [SwiftSDKChoice(id: "flag", for: .linuxARM64)]
            flags.user = "flag"
            flags.compression = "gzip:9"
            flags.annotations = ["b": "flag"]
            flags.labels = ["b": "flag"]
            flags.environment = ["C": "flag"]
            let project = try Project(at: root, overrides: flags)
            #expect(project.interface == .kserve)
            #expect(project.reference?.description == "flag:v2")
            #expect(project.target == "FromFlag")
            #expect(project.modelType == "FromFile")
            #expect(project.base?.place == "--base")
            #expect(project.base?.text == "oci:layout")
            #expect(project.inclusions == [.certificates, .timeZones])
            #expect(project.platforms == [.linuxAMD64, .linuxARM64])
            #expect(project.swiftSDKs == [SwiftSDKChoice(id: "flag", for: .linuxARM64)])
            #expect(project.user == "flag")
            #expect(project.compression == StatedText("gzip:9", from: .flag("--compression")))
            #expect(project.annotations == ["a": "file", "b": "flag"])
            #expect(project.labels == ["a": "file", "b": "flag"])
            #expect(project.environment == ["A": "file", "B": "file", "C": "flag"])
        }
    }

    @Test func `the usual model folder is taken when it is there`() async throws {
        try await withTemporaryDirectory { root in
            var flags = ProjectOverrides()
            flags.interface = .omi
            #expect(try Project(at: root, overrides: flags).modelDirectory == nil)
            let models = root.appending("models")
            try FileManager.default.createDirectory(atPath: models.string, withIntermediateDirectories: false)
            #expect(try Project(at: root, overrides: flags).modelDirectory == models)
        }
    }

    @Test func `a relative package folder becomes absolute`() throws {
        var flags = ProjectOverrides()
        flags.interface = .omi
        let project = try Project(ProjectFile(), at: "some/../other", overrides: flags)
        #expect(project.packageRoot.isAbsolute)
        #expect(project.packageRoot.ends(with: "other"))
        #expect(!project.packageRoot.string.contains(".."))
    }

    @Test func `a default interface counts after file and flags, and mends no mistake`() async throws {
        try await withTemporaryDirectory { root in
            var flags = ProjectOverrides()
            flags.interfaceDefault = .kserve
            #expect(try Project(at: root, overrides: flags).interface == .kserve)
            try write("interface: omi", to: root.appending("chassis.yaml"))
            #expect(try Project(at: root, overrides: flags).interface == .omi)
            try write("interface: rest", to: root.appending("chassis.yaml"))
            #expect(problems(at: root, flags) == [.unknownInterface("rest", nearest: nil, line: 1)])
            try write("", to: root.appending("chassis.yaml"))
            flags.interface = .omi
            #expect(try Project(at: root, overrides: flags).interface == .omi)
        }
    }

    @Test func `what is linked is what file and flags say, and must fit the interface`() async throws {
        try await withTemporaryDirectory { root in
            try write("interface: kserve\nprotocols: [grpc-v2]\nlinking: shared", to: root.appending("chassis.yaml"))
            var flags = ProjectOverrides()
            flags.features = [.tls]
            let project = try Project(at: root, overrides: flags)
            #expect(project.variant == ServerVariant(.kserve, features: [.grpcV2, .tls]))
            #expect(project.linking == .shared)
            flags.interface = .omi
            flags.linking = .static
            #expect(problems(at: root, flags) == [.unfitFeature(.grpcV2)])
            try write("tls: true", to: root.appending("chassis.yaml"))
            #expect(try Project(at: root, overrides: flags).variant.name == "omi.tls")
            #expect(try Project(at: root, overrides: flags).linking == .static)
        }
    }

    @Test func `what only the file says counts, with its line`() async throws {
        try await withTemporaryDirectory { root in
            let text = "interface: omi\nbase: debian:12\ncompression: auto\nuser: 7\nplatforms: [linux/arm64]"
            try write(text + "\ninclude: [tzdata]\nswift-sdk: a", to: root.appending("chassis.yaml"))
            let project = try Project(at: root)
            #expect(project.base?.place == "chassis.yaml:2")
            #expect(project.base?.text == "debian:12")
            #expect(project.compression == StatedText("auto", from: .file(line: 3)))
            #expect(project.user == "7")
            #expect(project.platforms == [.linuxARM64])
            #expect(project.swiftSDKs == [SwiftSDKChoice(id: "a")])
            #expect(project.inclusions == [.timeZones])
        }
    }

    @Test func `a project that says nothing of it stands on nothing and includes nothing`() throws {
        var flags = ProjectOverrides()
        flags.interface = .omi
        let project = try Project(ProjectFile(), at: "nowhere", overrides: flags)
        #expect(project.base == nil && project.compression == nil && project.user == nil)
        #expect(project.platforms.isEmpty && project.inclusions.isEmpty && project.files.isEmpty)
    }
}
