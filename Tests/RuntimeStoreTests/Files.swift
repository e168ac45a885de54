import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes the file `name` into `folder`, whose subfolders it makes, and returns its path.
@discardableResult
func write(_ bytes: some Sequence<UInt8>, to name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    try FileManager.default.createDirectory(
        atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
    let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
    try file.closeAfter { _ = try file.writeAll(Array(bytes)) }
    return path
}

func read(_ path: FilePath) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path.string)))
}

func text(_ path: FilePath) throws -> String {
    String(decoding: try read(path), as: UTF8.self)
}

/// Cuts or extends a file; what is added takes no space on the disk.
func resize(_ path: FilePath, to size: Int64) throws {
    let file = try FileDescriptor.open(path, .writeOnly)
    try file.closeAfter { try file.resize(to: size) }
}

/// Changes one byte of a file.
func flip(_ path: FilePath, at offset: Int) throws {
    var bytes = try read(path)
    bytes[offset] ^= 1
    try write(bytes, to: path.lastComponent?.string ?? "", in: path.removingLastComponent())
}

func remove(_ path: FilePath) throws {
    try FileManager.default.removeItem(atPath: path.string)
}

@discardableResult
func makeFolder(_ name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    return path
}

func makeLink(_ name: String, to target: String, in folder: FilePath) throws {
    guard folder.appending(name).withPlatformString({ symlink(target, $0) }) == 0 else {
        throw Errno(rawValue: errno)
    }
}

func makePipe(_ name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    guard path.withPlatformString({ mkfifo($0, 0o600) }) == 0 else { throw Errno(rawValue: errno) }
    return path
}

func setMode(_ mode: mode_t, of path: FilePath) throws {
    guard path.withPlatformString({ chmod($0, mode) }) == 0 else { throw Errno(rawValue: errno) }
}

/// Whether the tests run as a user whom permissions stop.
func isOrdinaryUser() -> Bool { geteuid() != 0 }

/// Everything below `folder`: the bytes of files by path, and nil for folders; empty when there is no folder.
func contents(of folder: FilePath) throws -> [String: [UInt8]?] {
    guard FileManager.default.fileExists(atPath: folder.string) else { return [:] }
    var contents: [String: [UInt8]?] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.string) {
        let path = folder.appending(name)
        contents[name] = try path.stat().type == .directory ? .some(nil) : read(path)
    }
    return contents
}
