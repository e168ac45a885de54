import SystemPackage

/// Writes the file `name` into the folder, and returns its path.
@discardableResult
func write(_ bytes: [UInt8], to name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
    try file.closeAfter { _ = try file.writeAll(bytes) }
    return path
}

/// Makes the file `name` of `size` zero bytes that take no space on the disk.
func writeSparse(size: Int64, to name: String, in folder: FilePath) throws -> FilePath {
    let path = try write([], to: name, in: folder)
    try resize(path, to: size)
    return path
}

/// Cuts or extends a file, as another process might.
func resize(_ path: FilePath, to size: Int64) throws {
    let file = try FileDescriptor.open(path, .writeOnly)
    try file.closeAfter { try file.resize(to: size) }
}
