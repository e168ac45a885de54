import CArchive
public import SystemPackage

/// Reads what a gzip file holds, in constant memory.
public struct GzipReader {
    private let input: ArchiveInput
    private let path: FilePath

    /// Opens the gzip file `path`.
    public init(_ path: FilePath) throws(ArchiveError) {
        self.path = path
        input = try ArchiveInput(path) { archive in
            [
                archive_read_support_filter_gzip(archive), archive_read_support_format_raw(archive),
                archive_read_support_format_empty(archive),
            ]
        }
    }

    /// Hands the uncompressed bytes to `body` in pieces, each valid only during its call; to be called once.
    /// - Throws: ``ArchiveError/notGzip(_:)``, or what libarchive finds wrong. An error of `body` is thrown unchanged.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let entry = try input.nextEntry()
        // libarchive hands out the bytes of a file that is not compressed as they are.
        guard input.isGzip else { throw ArchiveError.notGzip(path) }
        guard entry != nil else { return }
        try input.forEachPiece(body)
    }
}
