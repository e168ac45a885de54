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
    /// for example, it is copied; nothing is left there after a failure. Errors name `place`, or `target` without one.
    ///
    /// A file of another user is copied as well: its owner could change it later under both names.
    /// - Throws: ``DeliveryError``, `ArchiveError` when `path` cannot be read, `CancellationError`.
    func linkOrCopy(_ path: FilePath, to target: FilePath, for place: FilePath? = nil) throws {
        let place = place ?? target
        guard try !link(path, to: target, for: place) else { return }
        let source = try SourceFile(path)
        defer { source.close() }
        try write(to: target, for: place) { write in
            try source.forEachPiece { bytes in
                try Task.checkCancellation()
                try write(bytes)
            }
        }
    }

    /// Writes `bytes` into a new file; nothing is left there after a failure.
    /// - Throws: ``DeliveryError``.
    func write(_ bytes: [UInt8], to target: FilePath) throws {
        try write(to: target, for: target) { write in try bytes.withUnsafeBytes(write) }
    }

    /// Sets the times of the last access and modification of `path`.
    func touch(_ path: FilePath, at time: FileTime) throws(Errno) {
        try beforeChange()
        let times = [time.inC, time.inC]
        guard path.withPlatformString({ utimensat(AT_FDCWD, $0, times, 0) }) == 0 else {
            throw Errno(rawValue: errno)
        }
    }

    /// Gives `path` a second name.
    /// - Returns: Whether it could have one.
    private func link(_ path: FilePath, to target: FilePath, for place: FilePath) throws(DeliveryError) -> Bool {
        // Of a file that cannot be looked at, the copy tells what is wrong.
        guard let status = try? path.stat(followTargetSymlink: false), status.type == .regular,
            status.userID.rawValue == geteuid()
        else { return false }
        do {
            try beforeChange()
        } catch {
            throw .cannotWrite(place, error)
        }
        if path.withPlatformString({ from in target.withPlatformString { to in Self.linkFile(from, to) } }) == 0 {
            return true
        }
        let reason = Errno(rawValue: errno)
        // Another device, a file system without second names, too many of them, or a rule of the system.
        let copies: [Errno] = [
            .improperLink, .notPermitted, .tooManyLinks, .permissionDenied, .notSupported, .noFunction,
            .noSuchFileOrDirectory,
        ]
        guard copies.contains(reason) else { throw .cannotWrite(place, reason) }
        return false
    }

    private func write(
        to target: FilePath, for place: FilePath, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let file = try createFile(target, for: place)
        do {
            try body { bytes in try write(bytes, to: file, for: place) }
        } catch {
            try? file.close()  // the error above is the one to tell
            remove([target])
            throw error
        }
        do {
            try close(file, for: place)
        } catch {
            remove([target])
            throw error
        }
    }

    // Within the type, the C function of the same name is hidden by the method.
    private static func linkFile(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> CInt {
        #if canImport(Glibc)
            Glibc.link(from, to)
        #elseif canImport(Musl)
            Musl.link(from, to)
        #else
            Darwin.link(from, to)
        #endif
    }
}
