/// libarchive's `AE_IF…` constants, which are casts in C and so do not reach Swift.
enum FileKind {
    static let regular: UInt32 = 0o100_000
    static let symbolicLink: UInt32 = 0o120_000
    static let directory: UInt32 = 0o040_000
}
