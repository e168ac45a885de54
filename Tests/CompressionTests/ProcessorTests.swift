import Testing

/// What is stored is the same on other processors, which qemu plays.
@Suite(.enabled(if: isInstalled("qemu-x86_64-static"), "qemu-x86_64-static is not installed"))
struct ProcessorTests {
    private func lines(_ emulator: String = "") throws -> [Substring] {
        let result = try run("\(emulator) '\(builtProgram("StoreSamples"))' 2>/dev/null")
        try #require(result.succeeded)
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    }

    @Test func `the stored bytes are the same on all processors with SSE 4.2`() throws {
        let here = try lines()
        #expect(here.count == 20)
        for model in ["Nehalem", "SandyBridge", "Haswell"] {
            #expect(try lines("qemu-x86_64-static -cpu \(model)") == here)
        }
    }

    /// The name of the codec, which an annotation carries, stands in the lines.
    @Test func `on older processors ISA-L gives other bytes, and its name says so; the others give the same`() throws {
        for (here, there) in zip(try lines(), try lines("qemu-x86_64-static -cpu core2duo")) {
            #expect((here == there) == !here.contains("isa-l"))
        }
    }
}
