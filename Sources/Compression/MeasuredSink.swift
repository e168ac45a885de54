import OCISpec

/// A closure that takes bytes, with a digest and a count of all that it has taken.
final class MeasuredSink {
    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private let digester: Digester
    private(set) var size: Int64 = 0

    init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws(DigesterError) {
        self.sink = sink
        digester = try Digester()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try digester.update(bytes)
        size += Int64(bytes.count)
        try sink(bytes)
    }

    func finish() throws(DigesterError) -> Digest {
        try digester.finish()
    }
}
