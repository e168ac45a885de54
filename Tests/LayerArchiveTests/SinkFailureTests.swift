import LayerArchive
import TestSupport
import Testing

/// Every write of an archive fails in turn.
struct SinkFailureTests {
    private func writeArchive(to collector: ByteCollector, content: [UInt8]) throws {
        let writer = try TarWriter(sink: collector.take)
        try writer.addDirectory("d", attributes: plain)
        try writer.addFile("d/a", bytes: content, attributes: plain)
        try writer.addFile("d/b", bytes: content, attributes: plain)
        try writer.finish()
    }

    /// Bytes of which an archive takes several pieces.
    static let noise = {
        var state: UInt64 = 1
        let words = (0..<200_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
        return words.withUnsafeBytes { Array($0) }
    }()

    @Test func `the error of a tar archive's sink is thrown unchanged, and the sink is not called again`() throws {
        let whole = ByteCollector()
        try writeArchive(to: whole, content: Self.noise)
        #expect(whole.calls >= 3)
        for call in 1...whole.calls {
            let collector = ByteCollector(failingCall: call)
            #expect(throws: ByteCollector.Failure()) { try writeArchive(to: collector, content: Self.noise) }
            #expect(collector.calls == call)
        }
    }

    @Test func `a sink that has failed is not called by any later method, and its error stays the one told`() throws {
        let collector = ByteCollector(failingCall: 1)
        let writer = try TarWriter(sink: collector.take)
        #expect(throws: ByteCollector.Failure()) {
            try writer.addFile("a", bytes: Self.noise, attributes: plain)
        }
        #expect(throws: ByteCollector.Failure()) { try writer.finish() }
        #expect(collector.calls == 1)
    }

    @Test func `an archive that is given up halfway writes nothing more`() throws {
        let collector = ByteCollector()
        func begin() throws {
            let writer = try TarWriter(sink: collector.take)
            try writer.addFile("a", bytes: [1], attributes: plain)
        }
        try begin()
        #expect(collector.calls == 0)
    }
}
