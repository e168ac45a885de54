import TestSupport
import Testing

@testable import PackageCompiler

@Suite struct DiskSpaceTests {
    @Test func `the disk of a folder that is not there is not told`() {
        #expect(DiskSpace.freeBytes(at: "/nowhere/at/all") == nil)
    }

    @Test func `the free bytes of a disk are told`() async throws {
        try await withTemporaryDirectory { folder in
            let free = try #require(DiskSpace.freeBytes(at: folder))
            #expect(free > 0)
        }
    }
}
