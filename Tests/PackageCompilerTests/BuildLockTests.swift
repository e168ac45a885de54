import SystemPackage
import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct BuildLockTests {
    @Test func `a lock in a folder that is not there is refused`() async {
        await #expect(throws: CacheError.notWritable("/nowhere/lock", reason: "No such file or directory")) {
            try await BuildLock.with("/nowhere/lock", onWait: {}) {}
        }
    }

    @Test func `a second build waits, says so once, and goes on when the first has ended`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("lock")
            let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
            let second = try await BuildLock.with(file, onWait: { Issue.record("nobody holds the lock") }) {
                let second = Task {
                    try await BuildLock.with(file, onWait: { waiting.yield() }) { "second" }
                }
                for await _ in waits { break }
                return second
            }
            #expect(try await second.value == "second")
        }
    }

    @Test func `a build that is cancelled while it waits does not run`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("lock")
            let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
            try await BuildLock.with(file, onWait: {}) {
                let second = Task {
                    try await BuildLock.with(file, onWait: { waiting.yield() }) { Issue.record("it ran") }
                }
                for await _ in waits { break }
                second.cancel()
                await #expect(throws: CancellationError.self) { try await second.value }
            }
        }
    }

    @Test func `a build that fails gives the lock back`() async throws {
        struct Failure: Error {}
        try await withTemporaryDirectory { folder in
            let file = folder.appending("lock")
            await #expect(throws: Failure.self) { try await BuildLock.with(file, onWait: {}) { throw Failure() } }
            try await BuildLock.with(file, onWait: { Issue.record("the lock is still held") }) {}
        }
    }
}
