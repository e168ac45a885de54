import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder for the files of one build, removed when the build ends, however it ends.
enum Workspace {
    /// Runs `body` with a new folder below `parent`.
    /// - Throws: ``BuildError/workspace(_:reason:)`` when the folder cannot be made; what `body` throws.
    static func with<Result>(
        below parent: FilePath, isolation: isolated (any Actor)? = #isolation, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let folder = parent.appending("build-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                atPath: folder.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw BuildError.workspace(folder.string, reason: "\(error)")
        }
        // What cannot be removed stays: the build's own outcome is the one to tell.
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        return try await body(folder)
    }
}
