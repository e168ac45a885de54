#if os(Linux)
    import Compression
    import OCISpec
    import SystemPackage
    import TestSupport
    import Testing

    @testable import ImageAssembly

    #if canImport(Glibc)
        import Glibc
    #else
        import Musl
    #endif

    /// A cache on a real disk of its own, of 64 KiB, for which the tests must run as root.
    struct LayerCacheDeviceTests {
        private func mounting(_ body: (CachedBuilds) throws -> Void) async throws {
            try await withTemporaryDirectory { folder in
                let disk = try makeFolder("cache", in: folder)
                try #require(disk.withPlatformString { mount("tmpfs", $0, "tmpfs", 0, "size=64k") } == 0)
                defer { _ = disk.withPlatformString { umount2($0, CInt(MNT_DETACH)) } }
                try body(CachedBuilds(in: folder))
            }
        }

        @Test(.enabled("mounting a tmpfs needs root") { try await FullDiskTests.canMount() })
        func `a layer is copied to and from a cache on another disk, and from one that is read-only`() async throws {
            try await mounting { builds in
                let entries = [try LayerEntry.file(bytes: Fixture.noise(count: 8000), at: "n")]
                #expect(try builds.build(entries).passes == [.writing])
                let disk = builds.cache.folder
                for flags in [MS_REMOUNT, MS_REMOUNT | MS_RDONLY] {
                    try #require(disk.withPlatformString { mount("tmpfs", $0, "tmpfs", UInt(flags), nil) } == 0)
                    let (layer, passes) = try builds.build(entries)
                    #expect(passes == [])
                    #expect(try layer.blob.stat().linkCount == 1)
                }
                #expect(throws: DeliveryError.cannotWrite(try builds.onlyLayer(), .readOnlyFileSystem)) {
                    try builds.cache.prune(to: 0)
                }
            }
        }

        @Test(.enabled("mounting a tmpfs needs root") { try await FullDiskTests.canMount() })
        func `a layer that does not fit on the disk is not kept, and leaves nothing there`() async throws {
            try await mounting { builds in
                let entries = [try LayerEntry.file(bytes: Fixture.noise(count: 200_000), at: "n")]
                for _ in 1...2 { #expect(try builds.build(entries).passes == [.writing]) }
                #expect(try builds.cache.usage() == .init(layers: 0, bytes: 0))
                #expect(try builds.names("partial") == [])
            }
        }
    }
#endif
