import CArchive

extension TarWriter {
    /// What the bytes of an archive depend on beside its entries: `libarchive 3.6.2`.
    public static var identity: String {
        // libarchive writes `libarchive 3.6.2` itself.
        archive_version_string().map { String(cString: $0) } ?? "libarchive"
    }
}
