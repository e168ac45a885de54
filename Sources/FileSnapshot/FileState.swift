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
    private let mode: UInt32
    /// Of a file, or of the file that a link leads to.
    private let stamp: FileStamp?
    /// The text in a link, else empty.
    private let linkText: [UInt8]

    /// There is nothing.
    static let missing = FileState(kind: .missing, mode: 0, stamp: nil, linkText: [])

    /// What is not a link.
    init(_ status: stat) {
        let kind = Kind(status)
        self.init(
            kind: kind, mode: kind == .special ? 0 : UInt32(status.st_mode),
            stamp: kind == .file ? FileStamp(status) : nil, linkText: [])
    }

    /// A link with `text` in it; `target` is what it leads to, if anything.
    init(linkWith text: [UInt8], to target: stat?) {
        let file = target.flatMap { Kind($0) == .file ? $0 : nil }
        self.init(
            kind: .link, mode: file.map { UInt32($0.st_mode) } ?? 0, stamp: file.map(FileStamp.init), linkText: text)
    }

    private init(kind: Kind, mode: UInt32, stamp: FileStamp?, linkText: [UInt8]) {
        (self.kind, self.mode, self.stamp, self.linkText) = (kind, mode, stamp, linkText)
    }

    /// Appends bytes that no other state has, and that are no beginning of another's.
    func encode(into bytes: inout [UInt8]) {
        bytes.append(kind.rawValue)
        withUnsafeBytes(of: mode.littleEndian) { bytes += $0 }
        bytes.append(stamp == nil ? 0 : 1)
        stamp?.encode(into: &bytes)
        bytes += linkText
        bytes.append(0)
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
