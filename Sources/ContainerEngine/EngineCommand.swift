import Subprocess
public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The command of a container engine, found on this machine.
public struct EngineCommand: Hashable, Sendable {
    /// Which engine it drives.
    public let engine: Engine
    /// Where the command is.
    public let executable: FilePath

    /// Finds the command of `engine` in `searchPath`, a list of folders in the form of `PATH`.
    /// - Throws: ``EngineError/notInstalled(_:)``.
    public init(_ engine: Engine, searchPath: String) throws(EngineError) {
        let found = searchPath.split(separator: ":").lazy
            .map { FilePath(String($0)).appending(engine.command) }
            .first { FileManager.default.isExecutableFile(atPath: $0.string) }
        guard let found else { throw .notInstalled(engine) }
        self.engine = engine
        executable = found
    }

    /// Finds the first engine that is installed, podman before docker.
    /// - Throws: ``EngineError/noneInstalled``.
    public static func firstInstalled(searchPath: String) throws(EngineError) -> EngineCommand {
        for engine in Engine.allCases {
            do { return try EngineCommand(engine, searchPath: searchPath) } catch { continue }
        }
        throw .noneInstalled
    }

    /// Makes sure that the engine answers, before anything is built for it.
    /// - Throws: ``EngineError/notReachable(_:output:)``.
    public func check() async throws {
        let (succeeded, output) = try await run(["version"])
        guard succeeded else { throw EngineError.notReachable(engine, output: output) }
    }

    /// Loads the images of `archive` into the engine's storage, under the names that the archive gives them.
    /// - Throws: ``EngineError/loadFailed(_:output:)`` with the engine's own words.
    public func load(archive: FilePath) async throws {
        let (succeeded, output) = try await run(["load", "--input", archive.string])
        guard succeeded else { throw EngineError.loadFailed(engine, output: output) }
    }

    /// Runs the command without input. Its output is kept for messages; an engine that writes more than 64 KiB is
    /// answering something else than was asked, and that is an error of its own.
    private func run(_ arguments: [String]) async throws -> (succeeded: Bool, output: String) {
        let result = try await Subprocess.run(
            .path(executable), arguments: Arguments(arguments), input: .none,
            output: .string(limit: 65536), error: .string(limit: 65536))
        let output = [result.standardError, result.standardOutput].compactMap { $0 }.joined(separator: "\n")
        let lines = output.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        return (result.terminationStatus.isSuccess, lines.joined(separator: "\n"))
    }
}
