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
func write(_ text: String, to name: String, in folder: FilePath) throws -> FilePath {
    try write(Array(text.utf8), to: name, in: folder)
}

@discardableResult
func write(_ bytes: [UInt8], to name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    try FileManager.default.createDirectory(
        atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
    let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
    try file.closeAfter { _ = try file.writeAll(bytes) }
    return path
}

func read(_ path: FilePath) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path.string)))
}

func text(_ path: FilePath) throws -> String {
    String(decoding: try read(path), as: UTF8.self)
}

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

func resize(_ path: FilePath, to size: Int64) throws {
    let file = try FileDescriptor.open(path, .writeOnly)
    try file.closeAfter { try file.resize(to: size) }
}

func makePipe(_ name: String, in folder: FilePath) throws -> FilePath {
    let path = folder.appending(name)
    guard path.withPlatformString({ mkfifo($0, 0o600) }) == 0 else { throw Errno(rawValue: errno) }
    return path
}

func setMode(_ mode: mode_t, modified: Int, of path: FilePath) throws {
    let times = [timeval(tv_sec: modified, tv_usec: 0), timeval(tv_sec: modified, tv_usec: 0)]
    guard path.withPlatformString({ chmod($0, mode) == 0 && utimes($0, times) == 0 }) else {
        throw Errno(rawValue: errno)
    }
}

/// Everything below `folder`: the bytes of files by path, and nil for folders.
func contents(of folder: FilePath) throws -> [String: [UInt8]?] {
    var contents: [String: [UInt8]?] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.string) {
        let path = folder.appending(name)
        contents[name] = try path.stat().type == .directory ? .some(nil) : read(path)
    }
    return contents
}
