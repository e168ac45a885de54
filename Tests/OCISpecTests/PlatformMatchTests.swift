import OCISpec
import Testing

struct PlatformMatchTests {
    @Test(
        arguments: [
            ("linux/amd64", "linux/arm64 linux/amd64", 1),
            ("linux/amd64", "linux/amd64 linux/amd64", 0),
            ("linux/amd64", "windows/amd64 linux/386", nil),
            ("linux/amd64", "linux/amd64/v3", nil),
            ("linux/amd64", "linux/amd64/v1", 0),
            ("linux/amd64/v3", "linux/amd64 linux/amd64/v2 linux/amd64/v4", 1),
            ("linux/arm64", "linux/arm/v7 linux/arm64/v8", 1),
            ("linux/arm64/v9", "linux/arm64", 0),
            ("linux/arm64", "linux/arm64/v9", nil),
            ("linux/arm/v7", "linux/arm/v5 linux/arm/v6 linux/arm/v7", 2),
            ("linux/arm/v7", "linux/arm/v5 linux/arm/v6", 1),
            ("linux/arm/v6", "linux/arm/v7", nil),
            ("linux/arm/v7", "linux/arm", 0),
            ("linux/riscv64", "linux/riscv64", 0),
            ("linux/riscv64", "linux/riscv64/rva23u64", nil),
            ("linux/amd64", "", nil),
        ] as [(String, String, Int?)])
    func `the best of several platforms is the wanted one, or one that its processors run`(
        wanted: String, offered: String, best: Int?
    ) throws {
        let offered = try offered.split(separator: " ").map { try Platform(parsing: String($0)) }
        #expect(try PlatformMatch.best(of: offered, for: Platform(parsing: wanted)) == best)
    }

    @Test func `a variant of the same processor that is written as v8 counts as none`() throws {
        let json = #"{"architecture":"arm64","os":"linux","variant":"v8"}"#
        let written = try CanonicalJSON.decode(Platform.self, from: Array(json.utf8))
        #expect(written != .linuxARM64)
        #expect(PlatformMatch.areSame(written, .linuxARM64))
        #expect(PlatformMatch.best(of: [written], for: .linuxARM64) == 0)
        #expect(!PlatformMatch.areSame(.linuxAMD64, .linuxARM64))
    }
}
