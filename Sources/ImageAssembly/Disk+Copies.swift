import LayerArchive
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Disk {
    /// Gives the file `path` the second name `target`, which must be free. Where it cannot have one, on another device
    /// for example, it is copied; nothing is left there after a failure.
    /// - Throws: ``DeliveryError``, `ArchiveError` when `path` cannot be read, `CancellationError`.
    func linkOrCopy(_ path: FilePath, to target: FilePath) throws {
        guard !canLink(path, to: target) else { return }
        let source = try SourceFile(path)
        defer { source.close() }
        try write(to: target) { write in
            try source.forEachPiece { bytes in
                try Task.checkCancellation()
                try write(bytes)
            }
        }
    }

    /// Writes `bytes` into a new file; nothing is left there after a failure.
    /// - Throws: ``DeliveryError``.
    func write(_ bytes: [UInt8], to target: FilePath) throws {
        try write(to: target) { write in try bytes.withUnsafeBytes(write) }
    }

    /// Sets the times of the last access and modification of `path`.
    func touch(_ path: FilePath, at time: FileTime) throws(Errno) {
        try beforeChange()
        let times = [time.inC, time.inC]
        guard path.withPlatformString({ utimensat(AT_FDCWD, $0, times, 0) }) == 0 else {
            throw Errno(rawValue: errno)
        }
    }

    /// Whatever stands against a second name, a copy is tried next, and its error is the one to tell.
    private func canLink(_ path: FilePath, to target: FilePath) -> Bool {
        do { try beforeChange() } catch { return false }
        return path.withPlatformString { from in target.withPlatformString { to in link(from, to) } } == 0
    }

    private func write(
        to target: FilePath, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let file = try createFile(target, for: target)
        do {
            try body { bytes in try write(bytes, to: file, for: target) }
        } catch {
            try? file.close()  // the error above is the one to tell
            remove([target])
            throw error
        }
        do {
            try close(file, for: target)
        } catch {
            remove([target])
            throw error
        }
    }
}
