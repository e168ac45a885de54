import Testing

struct MemoryTests {
    @Test func `2 GiB go through in less than 64 MiB`() throws {
        let result = try run("'\(builtProgram("StoreSamples"))' --memory")
        try #require(result.succeeded)
        let peak = try #require(Int(String(decoding: result.output, as: UTF8.self).dropLast()))
        #expect(peak < 64 << 20)
    }
}
