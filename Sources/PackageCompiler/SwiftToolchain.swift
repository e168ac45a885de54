public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A Swift toolchain on this machine.
public struct SwiftToolchain: Hashable, Sendable {
    /// The `swift` command.
    public let executable: FilePath
    /// The compiler's version.
    public let version: SwiftVersion
    /// The compiler's build and target, usable as a file name: `swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu`.
    /// Modules of two toolchains with different names cannot be mixed.
    public let name: String
    /// The compiler's build, as it names it: `swift-6.3.1-RELEASE`.
    let build: String
    /// What it compiles for without being told.
    let triple: SwiftTriple
    /// The folder of the static libraries: `…/usr/lib/swift_static/linux`.
    let libraries: FilePath
    /// The folder of the toolchain's own linker and object tools: `…/usr/bin`.
    let tools: FilePath

    /// The oldest version that compiles the server.
    public static let oldestVersion = SwiftVersion(6, 2)

    /// Finds `swift`: the one that the variable `CHASSIS_SWIFT` names, else the first in the folders of `PATH`.
    /// - Parameter variables: the environment, which the command is run with as well.
    /// - Throws: ``ToolchainError``; `CancellationError`.
    public static func find(in variables: [String: String]) async throws -> SwiftToolchain {
        let executable = try locate(in: variables)
        let command = ChildProcess(
            executable: executable, arguments: ["-print-target-info", "-static-stdlib"], variables: variables)
        let output: ChildProcess.Output
        do {
            output = try await command.output(limit: 65536)
        } catch ProcessError.failed(_, let reason) {
            throw ToolchainError.unusable(executable, output: reason)
        }
        guard output.succeeded else {
            let text = String(decoding: output.standardOutput, as: UTF8.self)
            throw ToolchainError.unusable(executable, output: output.standardError + text)
        }
        return try SwiftToolchain(executable: executable, targetInfo: output.standardOutput)
    }

    /// The `swift` that ``find(in:)`` asks, not yet known to work.
    static func locate(in variables: [String: String]) throws(ToolchainError) -> FilePath {
        if let named = variables["CHASSIS_SWIFT"], !named.isEmpty {
            guard FileManager.default.isExecutableFile(atPath: named) else { throw .notExecutable(FilePath(named)) }
            return FilePath(named)
        }
        let folders = (variables["PATH"] ?? "").split(separator: ":").lazy
        let found = folders.map { FilePath(String($0)).appending("swift") }
            .first { FileManager.default.isExecutableFile(atPath: $0.string) }
        guard let found else { throw .notFound }
        return found
    }

    /// Reads what `swift -print-target-info -static-stdlib` prints, a JSON object.
    init(executable: FilePath, targetInfo json: [UInt8]) throws(ToolchainError) {
        let text = String(decoding: json, as: UTF8.self)
        guard let info = try? JSONDecoder().decode(TargetInfo.self, from: Data(json)),  // whatever it is, it is shown
            let range = info.compilerVersion.firstRange(of: "Swift version "),
            let version = SwiftVersion(parsing: info.compilerVersion[range.upperBound...])
        else { throw .unknownVersion(executable, output: text) }
        guard version >= Self.oldestVersion else { throw .tooOld(executable, version) }
        let tag = info.compilerVersion[range.upperBound...].split(separator: "(").last ?? ""
        self.executable = executable
        self.version = version
        build = String(tag.prefix { $0 != ")" })
        triple = SwiftTriple(text: info.target.triple)
        name = fileName(from: "\(build)-\(triple.text)")
        let resources = FilePath(info.paths.runtimeResourcePath)
        libraries = info.paths.runtimeLibraryPaths.first.map { FilePath($0) } ?? resources
        tools = resources.removingLastComponent().removingLastComponent().appending("bin")
    }
}

/// The part of the compiler's description of itself that is used here.
private struct TargetInfo: Decodable {
    struct Target: Decodable {
        let triple: String
    }

    struct Paths: Decodable {
        let runtimeLibraryPaths: [String]
        let runtimeResourcePath: String
    }

    /// `Swift version 6.3.1 (swift-6.3.1-RELEASE)`
    let compilerVersion: String
    let target: Target
    let paths: Paths
}
