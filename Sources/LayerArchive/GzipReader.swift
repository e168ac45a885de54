import CArchive
public import SystemPackage

/// Reads what a gzip file holds, in constant memory.
public struct GzipReader {
    private let input: FilteredInput

    /// Opens the gzip file `path`.
    public init(_ path: FilePath) throws(ArchiveError) {
        input = try FilteredInput(
            path,
            FilteredInput.Filter(
                code: ARCHIVE_FILTER_GZIP, support: archive_read_support_filter_gzip, refusal: ArchiveError.notGzip))
    }

    /// Hands the uncompressed bytes to `body` in pieces, each valid only during its call; to be called once.
    /// - Throws: ``ArchiveError/notGzip(_:)``, or what libarchive finds wrong. An error of `body` is thrown unchanged.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try input.forEachPiece(body)
    }
}
