package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Every change that is made to the disk where something is delivered, each of which a test can make fail.
package struct Disk: Sendable {
    /// Asked before a change is made; an error that it throws is the change's.
    var beforeChange: @Sendable () throws(Errno) -> Void

    /// A disk that asks nobody, unless a test does.
    package init(beforeChange: @escaping @Sendable () throws(Errno) -> Void = { () throws(Errno) in }) {
        self.beforeChange = beforeChange
    }

    /// Opens a new file that nobody else has, at `path`; errors name `place`.
    package func createFile(_ path: FilePath, for place: FilePath) throws(DeliveryError) -> FileDescriptor {
        try change(place) {
            try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
    }

    /// Writes all of `bytes`; errors name `place`.
    package func write(
        _ bytes: UnsafeRawBufferPointer, to file: FileDescriptor, for place: FilePath
    ) throws(DeliveryError) {
        _ = try change(place) { try file.writeAll(bytes) }
    }

    /// Closes a written file, which is where a full disk may be heard of first; errors name `place`.
    package func close(_ file: FileDescriptor, for place: FilePath) throws(DeliveryError) {
        try change(place) { try file.close() }
    }

    /// Lets `path` take the place of `target` in one step.
    package func rename(_ path: FilePath, to target: FilePath) throws(DeliveryError) {
        try change(target) {
            let code = path.withPlatformString { from in
                target.withPlatformString { to in Self.renameFile(from, to) }
            }
            guard code == 0 else { throw Errno(rawValue: errno) }
        }
    }

    /// Makes the folder `path` and those above it.
    /// - Returns: The folders that were not there before, outermost first.
    @discardableResult
    package func createFolders(_ path: FilePath) throws(DeliveryError) -> [FilePath] {
        var missing: [FilePath] = []
        var folder = path
        while !folder.isEmpty, try status(folder) == nil {
            missing.insert(folder, at: 0)
            guard folder.removeLastComponent() else { break }
        }
        var created: [FilePath] = []
        do throws(DeliveryError) {
            for folder in missing where try createFolder(folder) {
                created.append(folder)
            }
        } catch {
            remove(created)
            throw error
        }
        return created
    }

    /// Makes the folder `path`, unless another task has just made it.
    /// - Returns: Whether this call made it.
    private func createFolder(_ path: FilePath) throws(DeliveryError) -> Bool {
        try change(path) {
            if path.withPlatformString({ mkdir($0, 0o777) }) == 0 { return true }
            guard errno == EEXIST else { throw Errno(rawValue: errno) }
            return false
        }
    }

    /// What is at `path`, following a symbolic link; nil when there is nothing.
    package func status(_ path: FilePath) throws(DeliveryError) -> Stat? {
        do {
            return try path.stat()
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw .cannotRead(path, error)
        }
    }

    /// Removes files and empty folders, the last first. What cannot be removed stays: this cleans up after a failure,
    /// and that failure is the one to tell.
    package func remove(_ paths: [FilePath]) {
        for path in paths.reversed() {
            _ = path.withPlatformString { Self.removeFile($0) }
        }
    }

    private func change<Result>(_ path: FilePath, _ body: () throws -> Result) throws(DeliveryError) -> Result {
        do {
            try beforeChange()
            return try body()
        } catch {
            throw .cannotWrite(path, error as? Errno ?? .ioError)
        }
    }

    // Within the type, the C functions of the same names are hidden by the methods.
    private static func renameFile(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> CInt {
        #if canImport(Glibc)
            Glibc.rename(from, to)
        #elseif canImport(Musl)
            Musl.rename(from, to)
        #else
            Darwin.rename(from, to)
        #endif
    }

    private static func removeFile(_ path: UnsafePointer<CChar>) -> CInt {
        #if canImport(Glibc)
            Glibc.remove(path)
        #elseif canImport(Musl)
            Musl.remove(path)
        #else
            Darwin.remove(path)
        #endif
    }
}
