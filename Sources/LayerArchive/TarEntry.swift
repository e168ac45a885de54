/// What a tar archive says of one of its entries.
public struct TarEntry: Hashable, Sendable {
    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        /// A regular file.
        case file
        /// A directory.
        case directory
        /// A symbolic link that leads to `target`.
        case symbolicLink(target: String)
        /// A device, a pipe or something else that this tool never writes.
        case other
    }

    /// The name as it stands in the archive; a directory's ends with `/`.
    public let path: String
    /// What it is.
    public let kind: Kind
    /// The number of bytes of its content.
    public let size: Int64
    /// Permissions, time and owner.
    public let attributes: TarAttributes
}
