import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps two writers out of one file. The lock is advisory, and goes when its process ends, however it ends.
///
/// It lies beside the file, since the file itself is replaced at every change, and stays there. Docker and podman know
/// nothing of it: against them only the whole replacement of the file helps.
enum FileLock {
    /// How often a lock that somebody else holds is tried again; it is held for milliseconds.
    private static let interval: Duration = .milliseconds(20)
    /// How often in all: five seconds, after which its holder is stopped or hangs.
    private static let attemptCountMax = 250

    /// Runs `body` while this process holds the lock for `file`.
    /// - Parameter wait: called before each further attempt.
    /// - Throws: ``CredentialFileError``; `CancellationError` while waiting; what `body` throws.
    static func with<Result>(
        _ file: FilePath, isolation: isolated (any Actor)? = #isolation,
        wait: () async throws -> Void = { try await Task.sleep(for: interval) }, _ body: () throws -> Result
    ) async throws -> Result {
        let lock = path(for: file)
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                lock, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        } catch {
            throw CredentialFileError.unwritable(lock, error as? Errno ?? .ioError)
        }
        defer { try? descriptor.close() }  // nothing was written; closing gives the lock back
        var attempt = 1
        while try !acquire(descriptor, of: lock) {
            guard attempt < attemptCountMax else { throw CredentialFileError.locked(file, lock: lock) }
            attempt += 1
            try await wait()
        }
        return try body()
    }

    /// The lock for `file`.
    static func path(for file: FilePath) -> FilePath { FilePath(file.string + ".lock") }

    /// Takes the lock if nobody holds it, and returns whether it did.
    private static func acquire(_ descriptor: FileDescriptor, of lock: FilePath) throws(CredentialFileError) -> Bool {
        while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            case let code: throw .unwritable(lock, Errno(rawValue: code))
            }
        }
        return true
    }
}
