import OCISpec
import ProjectConfig
import Testing

@testable import RuntimeStore

struct RuntimeKeyTests {
    @Test(arguments: [
        "../../../etc/passwd", "/", "..", "", ".hidden", "a b\n\0c", "ä-日本-e\u{301}",
        String(repeating: "x", count: 5000), String(repeating: "e\u{301}", count: 200),
    ])
    func `whatever a toolchain is called, the name is a file name and a tag`(toolchain: String) throws {
        let variant = ServerVariant(.kserve, features: Set(ServerFeature.allCases))
        let name = try Fixture.key(toolchain: toolchain, variant: variant).name
        #expect(name.hasPrefix("kserve.grpc-v2.tls-") && name.utf8.count <= 128)
        #expect(!name.contains("/"))
        #expect(try ImageReference(parsing: "runtimes:\(name)").tag == name)
    }

    @Test func `keys that differ in anything have different names`() throws {
        let keys = [
            try Fixture.key(), try Fixture.key(toolchain: "swift-6.3.2"), try Fixture.key(toolchain: "swift 6.3.2"),
            try Fixture.key(variant: .kserve), try Fixture.key(variant: ServerVariant(.omi, features: [.tls])),
            try Fixture.key(options: []),
            try Fixture.key(options: ["-wmo", "-O"]), try Fixture.key(options: ["-O -wmo"]),
            try Fixture.key(options: ["-O,-wmo"]),
            try Fixture.key(sources: "other"),
        ]
        #expect(Set(keys.map(\.name)).count == keys.count)
        #expect(Set(keys).count == keys.count)
    }

    /// The digits are `printf '{"interface":"omi","options":["-O","-wmo"],"sources":"sha256:%s","toolchain":"%s"}'
    /// "$(printf sources | sha256sum | cut -c-64)" swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu | sha256sum | cut -c-16`.
    @Test func `the name shows interface and toolchain, and ends with digits of a hash over all`() throws {
        #expect(try Fixture.key().name == "omi-swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu-79f526a823272fb1")
    }
}
