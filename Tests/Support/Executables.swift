public import SystemPackage

/// Writes `contents` to `path` as a file that may be executed.
public func writeExecutable(_ contents: String, to path: FilePath) throws {
    let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute])
    try file.closeAfter { _ = try file.writeAll(contents.utf8) }
}
