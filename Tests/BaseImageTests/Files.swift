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

func remove(_ path: FilePath) throws {
    try FileManager.default.removeItem(atPath: path.string)
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

/// Runs `command` with the shell, and returns whether it ended well.
func run(_ command: String) -> Bool {
    // Tests that run programs are few; `system` needs no module of its own.
    system(command) == 0
}

func isInstalled(_ program: String) -> Bool { run("command -v \(program) >/dev/null 2>&1") }
