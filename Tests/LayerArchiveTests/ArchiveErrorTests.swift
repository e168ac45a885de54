import BuildReport
import LayerArchive
import SystemPackage
import Testing

struct ArchiveErrorTests {
    @Test func `an error about a file names the file, and says what to do`() {
        let errors: [ArchiveError] = [
            .unreadable("m/w.bin", .permissionDenied), .unreadable("m/w.bin", .noSuchFileOrDirectory),
            .notARegularFile("m/w.bin"), .changedWhileRead("m/w.bin", expectedBytes: 3),
        ]
        for diagnostic in errors.flatMap(\.diagnostics) {
            #expect(diagnostic.location == "m/w.bin")
            #expect(!diagnostic.remedies.isEmpty)
        }
    }
}
