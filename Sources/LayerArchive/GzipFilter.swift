import CArchive

/// Compresses a stream of bytes with gzip, with the same output for the same input and the same version of zlib.
///
/// Level 6; the header carries no time and no name, and nothing follows the end. However the input is cut into
/// pieces, the output is the same. A filter whose method has thrown is of no more use; one released before
/// ``finish()`` writes nothing more.
public final class GzipFilter {
    static let level = 6

    private let output: ArchiveOutput

    /// A filter of which `sink` gets the compressed bytes; a piece is valid only during its call.
    /// - Throws: ``ArchiveError``. An error of `sink` is thrown unchanged by the method that meets it.
    public init(sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        output = try ArchiveOutput(sink: sink) { output in
            let archive = output.archive
            try output.check(archive_write_set_format_raw(archive), "archive_write_set_format_raw")
            try output.check(archive_write_add_filter_gzip(archive), "archive_write_add_filter_gzip")
            // libarchive would otherwise write the time of day into the header.
            try output.check(archive_write_set_options(archive, "gzip:!timestamp"), "archive_write_set_options")
            try output.check(
                archive_write_set_options(archive, "gzip:compression-level=\(Self.level)"), "archive_write_set_options")
        }
        let header = try EntryHeader(
            "stream", kind: .file(size: 0), TarAttributes(permissions: 0o644, modificationTime: 0))
        try output.check(archive_write_header(output.archive, header.entry), "archive_write_header")
    }

    /// Compresses `bytes` as the next piece of the stream.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try output.writeData(bytes)
    }

    /// Writes what is still held back and the end of the stream; to be called once.
    public func finish() throws {
        try output.close()
    }
}
