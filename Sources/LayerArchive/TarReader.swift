import CArchive
public import SystemPackage

/// Reads an uncompressed tar archive from a file, entry by entry, in constant memory.
///
/// Names come in composed form (NFC), whatever stands in the archive: libarchive composes what it reads.
public final class TarReader {
    private let input: ArchiveInput
    private let locale = TextLocale()

    /// Opens the archive in the file `path`.
    public init(_ path: FilePath) throws(ArchiveError) {
        input = try ArchiveInput(path) { archive in
            [archive_read_support_format_tar(archive), archive_read_support_format_empty(archive)]
        }
    }

    /// The next entry, or nil at the end. What is left of the entry before is passed over.
    public func next() throws(ArchiveError) -> TarEntry? {
        try locale.run { () throws(ArchiveError) -> TarEntry? in
            guard let entry = try input.nextEntry() else { return nil }
            guard let name = archive_entry_pathname(entry) else { throw .unusableName("") }
            return TarEntry(
                path: String(cString: name), kind: Self.kind(of: entry),
                size: archive_entry_size(entry),
                attributes: TarAttributes(
                    permissions: UInt16(archive_entry_perm(entry)),
                    modificationTime: Int64(archive_entry_mtime(entry)),
                    owner: archive_entry_uid(entry), group: archive_entry_gid(entry)))
        }
    }

    /// Hands the content of the entry that ``next()`` gave last to `body` in pieces, each valid only during its call.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try input.forEachPiece(body)
    }

    private static func kind(of entry: OpaquePointer) -> TarEntry.Kind {
        switch UInt32(archive_entry_filetype(entry)) {
        case FileKind.regular: .file
        case FileKind.directory: .directory
        case FileKind.symbolicLink:
            .symbolicLink(target: archive_entry_symlink(entry).map { String(cString: $0) } ?? "")
        default: .other
        }
    }
}
