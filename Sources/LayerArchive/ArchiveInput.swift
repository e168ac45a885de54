import CArchive
import SystemPackage

/// A libarchive reader over a file; what ``TarReader`` and ``FilteredInput`` have in common.
final class ArchiveInput {
    private let archive: OpaquePointer
    private let path: FilePath

    /// Opens the file `path` after `configure` has said which formats and filters it may have.
    init(_ path: FilePath, configure: (OpaquePointer) -> [Int32]) throws(ArchiveError) {
        guard let archive = archive_read_new() else {
            throw .libarchive(
                operation: "archive_read_new", path: path.string, message: "out of memory", errno: .noMemory)
        }
        self.archive = archive
        self.path = path
        for code in configure(archive) { try check(code, "archive_read_support") }
        let code = path.withPlatformString { archive_read_open_filename(archive, $0, 1 << 20) }
        try check(code, "archive_read_open_filename")
    }

    deinit { archive_read_free(archive) }

    /// The next entry, valid until the next call; nil at the end of the archive.
    func nextEntry() throws(ArchiveError) -> OpaquePointer? {
        var entry: OpaquePointer?
        let code = archive_read_next_header(archive, &entry)
        if code == ARCHIVE_EOF { return nil }
        try check(code, "archive_read_next_header")
        return entry
    }

    /// Hands the present entry's content to `body` in pieces, each valid only during its call.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
            guard count >= 0 else {
                throw ArchiveError.lastFailure(of: archive, operation: "archive_read_data", path: path.string)
            }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// How the file was found to be compressed, in libarchive's numbers; known once an entry was read.
    var filterCode: Int32 { archive_filter_code(archive, 0) }

    private func check(_ code: Int32, _ operation: String) throws(ArchiveError) {
        guard code == ARCHIVE_OK else {
            throw .lastFailure(of: archive, operation: operation, path: path.string)
        }
    }
}
