import CArchive
public import SystemPackage

/// Writes a tar archive to a closure, entry by entry, with the same bytes for the same entries on any machine.
///
/// The format is pax, with extended headers only where the old header is too small (names beyond 100 bytes or ASCII,
/// sizes from 8 GiB); the archive ends with two zero blocks and no further padding. Entries are written in the order
/// of the calls; sorting, parents and duplicates are the caller's business. Memory does not grow with the archive.
///
/// A writer whose method has thrown is of no more use; one released before ``finish()`` writes nothing more.
public final class TarWriter {
    private let output: ArchiveOutput
    private let locale = TextLocale()

    /// An archive of which `sink` gets the bytes, piece by piece; a piece is valid only during its call.
    /// - Throws: ``ArchiveError``. An error of `sink` is thrown unchanged by the method that meets it.
    public init(sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        output = try ArchiveOutput(sink: sink) { output in
            try output.check(archive_write_set_format_pax_restricted(output.archive), "archive_write_set_format_pax")
            try output.check(archive_write_add_filter_none(output.archive), "archive_write_add_filter_none")
        }
    }

    /// Adds the directory `path`, which is written with a `/` at its end.
    public func addDirectory(_ path: String, attributes: TarAttributes) throws {
        let header = try EntryHeader(path.hasSuffix("/") ? path : "\(path)/", kind: .directory, attributes)
        try write(header)
    }

    /// Adds the symbolic link `path`, which leads to `target`; its permissions are 0o777 whatever `attributes` say.
    public func addSymbolicLink(_ path: String, target: String, attributes: TarAttributes) throws {
        var attributes = attributes
        attributes.permissions = 0o777
        try write(EntryHeader(path, kind: .symbolicLink(target: target), attributes))
    }

    /// Adds the file `path` with the content `bytes`.
    public func addFile(_ path: String, bytes: [UInt8], attributes: TarAttributes) throws {
        try write(EntryHeader(path, kind: .file(size: Int64(bytes.count)), attributes))
        try bytes.withUnsafeBytes { try output.writeData($0, path: path) }
        try finishEntry(path)
    }

    /// Adds the file `path` with the content of `source`, read in pieces; a symbolic link is followed.
    /// - Throws: ``ArchiveError/changedWhileRead(_:expectedBytes:)`` when `source` ends before or after the size that
    ///   it had at first.
    public func addFile(_ path: String, contentsOf source: FilePath, attributes: TarAttributes) throws {
        let file = try SourceFile(source)
        defer { file.close() }
        try addFile(path, contentsOf: file, attributes: attributes)
    }

    /// Adds the file `path` with the content of `source`, which is open and not yet read; the caller closes it.
    /// - Throws: As the method that takes a path.
    public func addFile(_ path: String, contentsOf source: SourceFile, attributes: TarAttributes) throws {
        try write(EntryHeader(path, kind: .file(size: source.size), attributes))
        try source.forEachPiece { try output.writeData($0, path: path) }
        try finishEntry(path)
    }

    /// Writes the end of the archive; to be called once, after the last entry.
    public func finish() throws {
        try output.close()
    }

    private func write(_ header: consuming EntryHeader) throws {
        let path = header.path
        let entry = header.entry
        let code = locale.run { archive_write_header(output.archive, entry) }
        try output.check(code, "archive_write_header", path: path)
    }

    private func finishEntry(_ path: String) throws {
        try output.check(archive_write_finish_entry(output.archive), "archive_write_finish_entry", path: path)
    }
}
