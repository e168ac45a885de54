import LayerArchive

/// A sink that keeps what it is given, and fails at a call of the test's choice.
final class ByteCollector {
    /// The failure of a sink, told apart from the archive's own errors.
    struct Failure: Error, Equatable {}

    private(set) var bytes: [UInt8] = []
    private(set) var calls = 0
    private let failingCall: Int?

    init(failingCall: Int? = nil) {
        self.failingCall = failingCall
    }

    func take(_ piece: UnsafeRawBufferPointer) throws {
        calls += 1
        guard calls != failingCall else { throw Failure() }
        bytes += piece
    }
}

/// The archive that `body` writes.
func tar(_ body: (TarWriter) throws -> Void) throws -> [UInt8] {
    let collector = ByteCollector()
    let writer = try TarWriter(sink: collector.take)
    try body(writer)
    try writer.finish()
    return collector.bytes
}

/// Attributes as layers have them.
let plain = TarAttributes(permissions: 0o644, modificationTime: 1)
