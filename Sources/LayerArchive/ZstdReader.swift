import CArchive
public import SystemPackage

/// Reads what a zstd file holds, of however many frames, in constant memory.
public struct ZstdReader {
    private let input: FilteredInput

    /// Opens the zstd file `path`.
    public init(_ path: FilePath) throws(ArchiveError) {
        input = try FilteredInput(
            path,
            FilteredInput.Filter(
                code: ARCHIVE_FILTER_ZSTD, support: archive_read_support_filter_zstd, refusal: ArchiveError.notZstd))
    }

    /// Hands the uncompressed bytes to `body` in pieces, each valid only during its call; to be called once.
    /// - Throws: ``ArchiveError/notZstd(_:)``, or what libarchive finds wrong. An error of `body` is thrown unchanged.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try input.forEachPiece(body)
    }
}
