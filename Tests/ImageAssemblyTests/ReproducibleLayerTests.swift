import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One layer, made under other circumstances: each in a process of its own, since they are the whole process's.
struct ReproducibleLayerTests {
    /// The diff id of the model below, however it is made.
    private static let diffID = "b610b5595cfc17a1e67772acc885483a98168069600a70d46750cee0cc1ad4c5"

    /// Makes the model's files with the mode that the umask leaves, and their layer.
    private static func expectUsualLayer() async throws {
        try await withTemporaryDirectory { folder in
            let models = try makeFolder("m", in: folder)
            for name in ["I.txt", "i.txt", "É", "e\u{301}", "z/Ä", "run"] {
                let path = models.appending(name)
                _ = try makeFolder("m/z", in: folder)
                let file = open(path.string, O_WRONLY | O_CREAT, name == "run" ? 0o777 : 0o666)
                try FileDescriptor(rawValue: file).closeAfter {
                    _ = try FileDescriptor(rawValue: file).writeAll(name.utf8)
                }
            }
            let builder = LayerBuilder(workspace: folder.appending("w"), compression: .none, modificationTime: .epoch)
            let layer = try builder.build(LayerEntry.contents(of: models, at: "models"), createdBy: "test")
            #expect(layer.diffID.hex == diffID)
        }
    }

    @Test func `the layer is what it always was`() async throws {
        try await Self.expectUsualLayer()
    }

    @Test func `the layer does not depend on umask and user`() async {
        await #expect(processExitsWith: .success) {
            umask(0o077)
            if geteuid() == 0 { #expect(setgid(65534) == 0 && setuid(65534) == 0) }
            try await Self.expectUsualLayer()
        }
    }

    @Test func `the layer does not depend on locale and time zone`() async {
        await #expect(processExitsWith: .success) {
            for locale in ["C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1"] {
                setenv("LC_ALL", locale, 1)
                setenv("TZ", locale == "C" ? "Pacific/Kiritimati" : "<-11>11", 1)
                tzset()
                setlocale(LC_ALL, "")
                try await Self.expectUsualLayer()
            }
        }
    }

    @Test func `the layer does not depend on the folder and the name of its temporary files`() async {
        await #expect(processExitsWith: .success) {
            try await withTemporaryDirectory { folder in
                setenv("TMPDIR", try makeFolder("tmp ö", in: folder).string, 1)
                #expect(chdir("/") == 0)
                try await Self.expectUsualLayer()
            }
        }
    }
}
