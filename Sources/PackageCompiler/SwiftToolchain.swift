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

    /// The oldest version that compiles the server.
    public static let oldestVersion = SwiftVersion(6, 2)

    /// Finds `swift`: the one that the variable `CHASSIS_SWIFT` names, else the first in the folders of `PATH`.
    /// - Parameter variables: the environment, which the command is run with as well.
    /// - Throws: ``ToolchainError``; `CancellationError`.
    public static func find(in variables: [String: String]) async throws -> SwiftToolchain {
        let executable = try locate(in: variables)
        let version = ChildProcess(executable: executable, arguments: ["--version"], variables: variables)
        let output: ChildProcess.Output
        do {
            output = try await version.output(limit: 65536)
        } catch ProcessError.failed(_, let reason) {
            throw ToolchainError.unusable(executable, output: reason)
        }
        let text = String(decoding: output.standardOutput, as: UTF8.self)
        guard output.succeeded else {
            throw ToolchainError.unusable(executable, output: output.standardError + text)
        }
        return try SwiftToolchain(executable: executable, versionOutput: text)
    }

    private static func locate(in variables: [String: String]) throws(ToolchainError) -> FilePath {
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

    /// Reads what `swift --version` prints:
    ///
    ///     Swift version 6.3.1 (swift-6.3.1-RELEASE)
    ///     Target: x86_64-unknown-linux-gnu
    init(executable: FilePath, versionOutput output: String) throws(ToolchainError) {
        let lines = output.split(whereSeparator: \.isNewline)
        guard let range = output.firstRange(of: "Swift version "),
            let version = SwiftVersion(parsing: output[range.upperBound...])
        else { throw .unknownVersion(executable, output: output) }
        guard version >= Self.oldestVersion else { throw .tooOld(executable, version) }
        let build = output[range.upperBound...].prefix { !$0.isNewline }.split(separator: "(").last ?? ""
        let target = lines.first { $0.hasPrefix("Target: ") }?.dropFirst(8) ?? ""
        self.executable = executable
        self.version = version
        name = fileName(from: "\(build.prefix { $0 != ")" })-\(target)")
    }
}
