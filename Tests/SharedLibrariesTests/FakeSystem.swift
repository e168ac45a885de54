import SystemPackage
import TestSupport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@testable import SharedLibraries

/// A folder with the loader and the C library of an amd64 Debian, in which a test puts what it needs.
struct FakeSystem {
    static let interpreter = "/lib64/ld-linux-x86-64.so.2"

    let root: FilePath

    /// Runs `body` with a system, and removes it afterwards.
    static func with(_ body: (FakeSystem) throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let system = FakeSystem(root: folder.appending("root"))
            try system.add("/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", system.loader)
            try system.link("/lib64/ld-linux-x86-64.so.2", to: "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
            try system.library("/lib/x86_64-linux-gnu/libc.so.6", needs: ["ld-linux-x86-64.so.2"])
            try body(system)
        }
    }

    /// A loader that has its own folders in it, as texts.
    private var loader: [UInt8] {
        HandmadeELF(library: "ld-linux-x86-64.so.2").bytes
            + Array("\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0".utf8)
    }

    /// Puts the library `path` into the system; its name is that of the file.
    func library(_ path: FilePath, needs: [String] = [], rpath: String? = nil, runpath: String? = nil) throws {
        let name = path.lastComponent?.string
        try add(path, HandmadeELF(library: name, needs: needs, rpath: rpath, runpath: runpath).bytes)
    }

    /// Puts a file with `bytes` into the system.
    func add(_ path: FilePath, _ bytes: [UInt8]) throws {
        let place = try folder(of: path)
        try Data(bytes).write(to: URL(filePath: place.string))
    }

    /// Puts a symbolic link into the system.
    func link(_ path: FilePath, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: try folder(of: path).string, withDestinationPath: target)
    }

    /// The closure of a program beside the system, each file as `place in the image ← place in the system`.
    func closure(
        needs: [String], rpath: String? = nil, runpath: String? = nil, interpreter: String = FakeSystem.interpreter,
        base: Set<String> = []
    ) throws -> [String] {
        let program = root.removingLastComponent().appending("model-server")
        try HandmadeELF(program: interpreter, needs: needs, rpath: rpath, runpath: runpath).write(to: program)
        return try SharedLibraryClosure.of(program, searching: root, isInBase: base.contains).map(describe)
    }

    /// `place in the image ← place in the system`, or what comes behind the arrow when both are the same.
    func describe(_ file: SystemFile) -> String {
        let source = file.source.string.replacing("\(root)/", with: "")
        return source == file.destination ? source : "\(file.destination) ← \(source)"
    }

    private func folder(of path: FilePath) throws -> FilePath {
        let place = root.pushing(path.removingRoot())
        try FileManager.default.createDirectory(
            atPath: place.removingLastComponent().string, withIntermediateDirectories: true)
        return place
    }
}
