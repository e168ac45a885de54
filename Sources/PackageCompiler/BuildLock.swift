import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps two builds out of one folder. The lock is advisory, and goes when its process ends, however it ends.
enum BuildLock {
    /// How often a lock that somebody else holds is tried again: seldom enough to cost nothing, often enough that nobody
    /// notices.
    private static let interval: Duration = .milliseconds(100)

    /// Runs `body` while this process holds the lock `file`, which is created when it is missing and never removed.
    /// - Parameter onWait: called once when somebody else holds the lock.
    /// - Throws: ``CacheError/notWritable(_:reason:)``; `CancellationError` while waiting; what `body` throws.
    static func with<Result>(
        _ file: FilePath, isolation: isolated (any Actor)? = #isolation, onWait: () -> Void,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                file, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
        } catch {
            throw CacheError.notWritable(file, reason: SystemReason(of: error).text)
        }
        defer { try? descriptor.close() }  // nothing was written; closing gives the lock back
        var hasWaited = false
        while try !acquire(descriptor, of: file) {
            if !hasWaited { onWait() }
            hasWaited = true
            try await Task.sleep(for: interval)
        }
        return try await body()
    }

    /// Takes the lock if nobody holds it, and returns whether it did.
    private static func acquire(_ descriptor: FileDescriptor, of file: FilePath) throws(CacheError) -> Bool {
        while flock(descriptor.rawValue, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            case let code: throw .notWritable(file, reason: Errno(rawValue: code).description)
            }
        }
        return true
    }
}
