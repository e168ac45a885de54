import SystemPackage
import TestSupport
import Testing

@testable import CredentialStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct FileLockTests {
    @Test func `a lock that stays held is given up on`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("auth.json")
            let holder = try FileDescriptor.open(
                FileLock.path(for: file), .readWrite, options: [.create], permissions: [.ownerReadWrite])
            #expect(lockExclusively(holder))
            await #expect(throws: CredentialFileError.locked(file, lock: FileLock.path(for: file))) {
                try await FileLock.with(file, wait: {}) { Issue.record("it ran") }
            }
            try holder.close()
            #expect(try await FileLock.with(file, wait: { Issue.record("nobody holds it") }, { true }))
        }
    }

    @Test func `who waits goes on when the lock is free`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("auth.json")
            let holder = try FileDescriptor.open(
                FileLock.path(for: file), .readWrite, options: [.create], permissions: [.ownerReadWrite])
            #expect(lockExclusively(holder))
            #expect(try await FileLock.with(file, wait: { try holder.close() }, { true }))
        }
    }

    @Test func `a failure gives the lock back`() async throws {
        struct Failure: Error {}
        try await withTemporaryDirectory { folder in
            let file = folder.appending("auth.json")
            await #expect(throws: Failure.self) { try await FileLock.with(file) { throw Failure() } }
            let hasRun = try await FileLock.with(file, wait: { Issue.record("it is still held") }, { true })
            #expect(hasRun)
        }
    }
}

/// Takes the lock on `file` and returns whether that went.
private func lockExclusively(_ file: FileDescriptor) -> Bool {
    flock(file.rawValue, LOCK_EX | LOCK_NB) == 0
}
