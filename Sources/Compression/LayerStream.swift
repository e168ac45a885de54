import LayerArchive
import OCISpec

/// One pass over a layer's bytes: hash of the tar archive, compression, hash and size of what is stored.
///
/// Memory does not grow with the layer. A stream whose method has thrown is of no more use; one released before
/// ``finish()`` hands out nothing more.
public final class LayerStream {
    private let input: MeasuredSink
    private let stored: MeasuredSink?
    private let filter: GzipFilter?

    /// A stream of which `sink` gets the bytes to store, piece by piece; a piece is valid only during its call.
    /// - Throws: An error of the compressor or of the hash; an error of `sink` is thrown unchanged by the method that
    ///   meets it.
    public init(
        compression: LayerCompression, sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        switch compression {
        case .none:
            (stored, filter) = (nil, nil)
            input = try MeasuredSink(sink)
        case .gzip:
            let stored = try MeasuredSink(sink)
            let filter = try GzipFilter(sink: stored.write)
            (self.stored, self.filter) = (stored, filter)
            input = try MeasuredSink(filter.write)
        }
    }

    /// Takes `bytes` as the next piece of the tar archive.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try input.write(bytes)
    }

    /// Hands out what is held back, and tells what has passed; to be called once, after the last piece.
    public func finish() throws -> LayerSummary {
        try filter?.finish()
        let diffID = try input.finish()
        return LayerSummary(
            diffID: diffID, digest: try stored?.finish() ?? diffID, size: stored?.size ?? input.size,
            uncompressedSize: input.size)
    }
}
