import CArchive

/// An entry's header in libarchive's form.
struct EntryHeader: ~Copyable {
    /// What an entry is.
    enum Kind {
        case directory
        case file(size: Int64)
        case symbolicLink(target: String)
    }

    let path: String
    let entry: OpaquePointer

    init(_ path: String, kind: Kind, _ attributes: TarAttributes) throws(ArchiveError) {
        guard Self.isUsable(path) else { throw .unusableName(path) }
        if case .symbolicLink(let target) = kind, !Self.isUsable(target) { throw .unusableName(target) }
        guard let entry = archive_entry_new() else {
            throw .libarchive(operation: "archive_entry_new", path: path, message: "out of memory", errno: .noMemory)
        }
        self.path = path
        self.entry = entry
        archive_entry_set_pathname(entry, path)
        archive_entry_set_perm(entry, mode_t(attributes.permissions))
        archive_entry_set_uid(entry, attributes.owner)
        archive_entry_set_gid(entry, attributes.group)
        archive_entry_set_mtime(entry, time_t(attributes.modificationTime), 0)
        archive_entry_set_size(entry, 0)
        switch kind {
        case .directory: archive_entry_set_filetype(entry, FileKind.directory)
        case .file(let size):
            archive_entry_set_filetype(entry, FileKind.regular)
            archive_entry_set_size(entry, size)
        case .symbolicLink(let target):
            archive_entry_set_filetype(entry, FileKind.symbolicLink)
            archive_entry_set_symlink(entry, target)
        }
    }

    deinit { archive_entry_free(entry) }

    private static func isUsable(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(0)
    }
}
