/// What a tar header says of an entry beside its name, kind and size.
///
/// Nothing else goes into a header: no user and group names, no access and change times, no extended attributes.
public struct TarAttributes: Hashable, Sendable {
    /// The permission bits: `0o644`.
    public var permissions: UInt16
    /// The modification time in seconds since 1970-01-01T00:00:00Z.
    public var modificationTime: Int64
    /// The numeric user that owns the entry.
    public var owner: Int64
    /// The numeric group that owns the entry.
    public var group: Int64

    /// Attributes of an entry that belongs to root, unless said otherwise.
    public init(permissions: UInt16, modificationTime: Int64, owner: Int64 = 0, group: Int64 = 0) {
        self.permissions = permissions
        self.modificationTime = modificationTime
        self.owner = owner
        self.group = group
    }
}
