#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system says about a path, as far as a change of it matters.
struct FileState: Hashable, Sendable {
    /// What is at the path.
    enum Kind: UInt8 {
        case file, folder, link, missing
        /// A pipe, a socket or a device: that it is there, and no more.
        case special

        /// Whether it counts as a file.
        var isFile: Bool { self == .file || self == .link }
    }

    let kind: Kind
    private let mode: Int64
    /// Of a file, or of the file that a link leads to: size in bytes, both times in nanoseconds, inode. Else empty.
    private let contents: [Int64]
    /// The text in a link, else empty.
    private let linkText: [UInt8]

    /// There is nothing.
    static let missing = FileState(kind: .missing, mode: 0, contents: [], linkText: [])

    /// What is not a link.
    init(_ status: stat) {
        let kind = Kind(status)
        let isFile = kind == .file
        self.init(
            kind: kind, mode: kind == .special ? 0 : Int64(status.st_mode),
            contents: isFile ? Self.contents(status) : [], linkText: [])
    }

    /// A link with `text` in it; `target` is what it leads to, if anything.
    init(linkWith text: [UInt8], to target: stat?) {
        let file = target.flatMap { Kind($0) == .file ? $0 : nil }
        self.init(
            kind: .link, mode: file.map { Int64($0.st_mode) } ?? 0, contents: file.map(Self.contents) ?? [],
            linkText: text)
    }

    private init(kind: Kind, mode: Int64, contents: [Int64], linkText: [UInt8]) {
        (self.kind, self.mode, self.contents, self.linkText) = (kind, mode, contents, linkText)
    }

    private static func contents(_ status: stat) -> [Int64] {
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        return [
            Int64(status.st_size), nanoseconds(modified), nanoseconds(changed),
            Int64(bitPattern: UInt64(status.st_ino)),
        ]
    }

    /// Times beyond the year 2262 wrap, which no comparison minds.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Bytes that no other state has, and that are no beginning of another's.
    var encoded: [UInt8] {
        var bytes = [kind.rawValue, UInt8(contents.count)]
        for number in [mode] + contents { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
        return bytes + linkText + [0]
    }
}

extension FileState.Kind {
    /// The kind in `status`.
    init(_ status: stat) {
        self =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
    }
}
