import LayerArchive
import SystemPackage
import TestSupport
import Testing

/// What other people's programs say of our archives. A test whose program is missing is reported as skipped.
struct SecondOpinionTests {
    @Test(.enabled(if: isInstalled("tar"), "tar is not installed"), arguments: TarNameTests.names)
    func `tar lists a name without a warning`(name: String) async throws {
        try await check(name, command: "LC_ALL=C.UTF-8 tar --quoting-style=literal -tf")
    }

    @Test(.enabled(if: isInstalled("bsdtar"), "bsdtar is not installed"), arguments: TarNameTests.names)
    func `bsdtar lists a name without a warning`(name: String) async throws {
        guard !name.contains("\n"), !name.contains("\\") else { return }  // bsdtar prints these escaped
        try await check(name, command: "LC_ALL=C.UTF-8 bsdtar -tf")
    }

    private func check(_ name: String, command: String) async throws {
        let bytes = try tar { try $0.addFile(name, bytes: [1, 2, 3], attributes: plain) }
        try await withTemporaryDirectory { folder in
            let path = try write(bytes, to: "a.tar", in: folder)
            let result = try run("\(command) '\(path)' 2>&1")
            #expect(result.succeeded)
            #expect(result.output == Array("\(name)\n".utf8))
        }
    }
}
