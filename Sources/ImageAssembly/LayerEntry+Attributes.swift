extension LayerEntry {
    /// What a project may say of an entry's mode and owner, whatever they are on this machine.
    public struct Attributes: Hashable, Sendable {
        /// Root's, with the permissions that every file has for which nothing is said.
        public static let usual = Attributes()

        /// The permission bits of files, up to `0o7777`; nil for the usual ones. A directory gets the right to be
        /// entered beside each right to be read, as `chmod` does for `X`: `0o640` makes it `0o750`.
        public var permissions: UInt16?
        /// The number of the user that owns the entry.
        public var owner: Int64
        /// The number of the group that owns the entry.
        public var group: Int64
        /// Whether ``permissions`` are a directory's as they stand.
        private(set) var isExact = false

        /// Attributes that say nothing, unless something is said.
        public init(permissions: UInt16? = nil, owner: Int64 = 0, group: Int64 = 0) {
            self.permissions = permissions
            self.owner = owner
            self.group = group
        }

        /// The attributes of something that is there already, the `/tmp` of a base for example: the permissions are
        /// a directory's as they stand.
        public init(exactly permissions: UInt16, owner: Int64, group: Int64) {
            self.init(permissions: permissions, owner: owner, group: group)
            isExact = true
        }
    }

    /// The permission bits in the image. A symbolic link's have no meaning.
    var permissions: UInt16 {
        switch (attributes.permissions, content) {
        case (let permissions?, .directory) where !attributes.isExact: permissions & 0o777 | (permissions & 0o444) >> 2
        case (let permissions?, _): permissions
        case (nil, _): content.permissions
        }
    }
}
