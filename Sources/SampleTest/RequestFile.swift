import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bytes as the standard input of a process: a file that has no name any more.
///
/// A pipe would do as well, but for this: writing to one whose reader has crashed ends the writer with SIGPIPE.
enum RequestFile {
    /// A descriptor at the beginning of a new file with `bytes`, which is gone when the descriptor is closed.
    /// - Throws: `Errno`, or what Foundation throws when the file cannot be removed.
    static func open(holding bytes: [UInt8]) throws -> FileDescriptor {
        let path = FilePath(FileManager.default.temporaryDirectory.path()).appending("chassis-\(UUID().uuidString)")
        let file = try FileDescriptor.open(
            path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite)
        do {
            try FileManager.default.removeItem(atPath: path.string)
            try file.writeAll(bytes)
            try file.seek(offset: 0, from: .start)
            return file
        } catch {
            try? file.close()  // the first error is the one to tell
            throw error
        }
    }
}
