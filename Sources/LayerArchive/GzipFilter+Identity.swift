import CArchive

extension GzipFilter {
    /// What the compressed bytes depend on beside the input: `gzip-6 libarchive 3.6.2 zlib 1.2.13`.
    ///
    /// The version of zlib is the one that libarchive names, which may be the one that it was compiled with.
    public static var identity: String {
        let zlib = archive_zlib_version().map { String(cString: $0) } ?? "none"
        return "gzip-\(level) \(TarWriter.identity) zlib \(zlib)"
    }
}
