import CArchive
import SystemPackage

/// A file that has to be compressed in one way, read as the bytes that it holds.
struct FilteredInput {
    /// A way of compressing, in libarchive's words.
    struct Filter {
        let code: Int32
        let support: (OpaquePointer) -> Int32
        /// What a file is that is not compressed so.
        let refusal: (FilePath) -> ArchiveError
    }

    private let input: ArchiveInput
    private let path: FilePath
    private let filter: Filter

    init(_ path: FilePath, _ filter: Filter) throws(ArchiveError) {
        self.path = path
        self.filter = filter
        input = try ArchiveInput(path) { archive in
            [
                filter.support(archive), archive_read_support_format_raw(archive),
                archive_read_support_format_empty(archive),
            ]
        }
    }

    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let entry = try input.nextEntry()
        // libarchive hands out the bytes of a file that is not compressed as they are.
        guard input.filterCode == filter.code else { throw filter.refusal(path) }
        guard entry != nil else { return }
        try input.forEachPiece(body)
    }
}
