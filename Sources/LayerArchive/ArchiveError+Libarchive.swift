import CArchive
import SystemPackage

extension ArchiveError {
    /// What `archive` says of its last failure.
    static func lastFailure(of archive: OpaquePointer, operation: String, path: String? = nil) -> ArchiveError {
        let code = archive_errno(archive)
        return .libarchive(
            operation: operation, path: path,
            message: archive_error_string(archive).map { String(cString: $0) } ?? "no reason given",
            // libarchive's own codes are negative, ARCHIVE_ERRNO_MISC is -1.
            errno: code > 0 ? Errno(rawValue: code) : nil)
    }
}
