import FileSnapshot
import SystemPackage
import TestSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder of a test, and what tests do with the files in it. Paths are relative to the folder.
struct Tree: Sendable {
    let root: FilePath

    func snapshot() throws -> FileSnapshot { try FileSnapshot(folders: [root]) }

    func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: root.appending(path).string, withIntermediateDirectories: true)
    }

    /// Writes a file, in place where there is one, and makes the folders above it.
    func write(_ path: String, _ text: String) throws {
        let file = root.appending(path)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
        try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
    }

    func link(_ path: String, to target: String) throws {
        try check(symlink(target, root.appending(path).string))
    }

    func relink(_ path: String, to target: String) throws {
        try link("new", to: target)
        try rename("new", to: path)
    }

    func rename(_ path: String, to target: String) throws {
        try check(systemRename(root.appending(path).string, root.appending(target).string))
    }

    func setMode(_ path: String, _ mode: mode_t) throws {
        try check(chmod(root.appending(path).string, mode))
    }

    /// Sets the time of the last change to some nanoseconds after the year 2000.
    func setTime(_ path: String, nanoseconds: Int) throws {
        let time = timespec(tv_sec: 946_684_800, tv_nsec: nanoseconds)
        try check(utimensat(AT_FDCWD, root.appending(path).string, [time, time], 0))
    }

    private func check(_ code: CInt) throws {
        guard code == 0 else { throw Errno(rawValue: errno) }
    }
}

/// The system's `rename`, under a name that a method called `rename` does not hide.
private func systemRename(_ path: String, _ target: String) -> CInt { rename(path, target) }

/// Runs `body` with an empty tree.
func withTree(_ body: (Tree) async throws -> Void) async throws {
    try await withTemporaryDirectory { try await body(Tree(root: $0)) }
}
