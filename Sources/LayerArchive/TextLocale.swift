#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs libarchive with UTF-8 as the encoding of names, whatever the locale of the process is.
///
/// libarchive asks the C library for the encoding. In the C locale, in which every Swift process starts, a name beyond
/// ASCII would be marked `hdrcharset=BINARY`, which GNU tar warns of. `setlocale` would change the whole process;
/// this changes the calling thread, and only while `body` runs.
struct TextLocale: ~Copyable {
    private let locale: locale_t?

    init() {
        // Nil where the C library has no C.UTF-8: names beyond ASCII then fail with libarchive's own message.
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    }

    deinit {
        if let locale { freelocale(locale) }
    }

    borrowing func run<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let previous = uselocale(locale)
        defer { uselocale(previous) }
        return try body()
    }
}
