#if os(Linux)
    import ImageAssembly
    import SystemPackage
    import TestSupport
    import Testing

    #if canImport(Glibc)
        import Glibc
    #else
        import Musl
    #endif

    /// A real disk of 64 KiB that runs full, for which the tests must run as root.
    struct FullDiskTests {
        private static func mountTmpfs(_ folder: FilePath) -> Bool {
            folder.withPlatformString { mount("tmpfs", $0, "tmpfs", 0, "size=64k") } == 0
        }

        private static func unmount(_ folder: FilePath) {
            _ = folder.withPlatformString { umount2($0, CInt(MNT_DETACH)) }
        }

        static func canMount() async throws -> Bool {
            try await withTemporaryDirectory { folder in
                defer { unmount(folder) }
                return mountTmpfs(folder)
            }
        }

        @Test(.enabled("mounting a tmpfs needs root") { try await canMount() })
        func `a full disk is an error with a remedy, and is empty again afterwards`() async throws {
            try await withTemporaryDirectory { folder in
                let disk = try makeFolder("disk", in: folder)
                try #require(Self.mountTmpfs(disk))
                defer { Self.unmount(disk) }
                let image = try Fixture.image(
                    in: folder.appending("work"), weights: Fixture.noise(count: 200_000))
                let sinks: [any ImageSink] = [
                    LayoutSink(directory: disk), LayoutSink(directory: disk.appending("a")),
                    ArchiveSink(file: disk.appending("a/image.tar")),
                ]
                for sink in sinks {
                    let error = await #expect(throws: DeliveryError.self) { try await sink.deliver(image) }
                    guard case .cannotWrite(_, .noSpace)? = error else {
                        Issue.record("\(String(describing: error)) is not about space")
                        continue
                    }
                    #expect(try contents(of: disk).isEmpty)
                }
            }
        }
    }
#endif
