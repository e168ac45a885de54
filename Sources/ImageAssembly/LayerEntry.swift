import LayerArchive
public import SystemPackage

/// One thing that goes into a layer, and where.
public struct LayerEntry: Hashable, Sendable {
    /// What an entry holds.
    public enum Content: Hashable, Sendable {
        /// Nothing: a directory.
        case directory
        /// The bytes of a file on this machine, read when the layer is built.
        case file(FilePath, isExecutable: Bool)
        /// Bytes in memory.
        case bytes([UInt8], isExecutable: Bool)
        /// A symbolic link to `target`, kept as it is written.
        case symbolicLink(target: String)
    }

    /// Where it goes.
    public private(set) var path: LayerPath
    /// What it holds.
    public let content: Content
    /// Its mode and owner, where they are not the usual ones.
    public private(set) var attributes: Attributes = .usual

    private init(_ destination: String, _ content: Content) throws(LayerError) {
        path = try LayerPath(parsing: destination)
        self.content = content
    }

    /// The directory `path`.
    init(directory path: LayerPath) {
        self.path = path
        content = .directory
    }

    /// The same entry at another place.
    public func at(_ path: LayerPath) -> LayerEntry {
        var entry = self
        entry.path = path
        return entry
    }

    /// The same entry with other attributes.
    public func with(_ attributes: Attributes) -> LayerEntry {
        var entry = self
        entry.attributes = attributes
        return entry
    }

    /// The file `source`, to stand at `destination`; a symbolic link is followed. Unless `isExecutable` says otherwise,
    /// it is executable when its owner may execute it.
    /// - Throws: ``LayerError``.
    public static func file(
        _ source: FilePath, at destination: String, isExecutable: Bool? = nil
    ) throws(LayerError) -> LayerEntry {
        let status: Stat
        do { status = try source.stat() } catch { throw .unreadable(source, error) }
        guard status.type == .regular else {
            throw .unsupportedKind(source, kind: FileKindName.of(status.type))
        }
        let executable = isExecutable ?? status.permissions.contains(.ownerExecute)
        return try LayerEntry(destination, .file(source, isExecutable: executable))
    }

    /// A file with the content `bytes`, to stand at `destination`.
    /// - Throws: ``LayerError`` when `destination` is no path in an image.
    public static func file(
        bytes: [UInt8], at destination: String, isExecutable: Bool = false
    ) throws(LayerError) -> LayerEntry {
        try LayerEntry(destination, .bytes(bytes, isExecutable: isExecutable))
    }

    /// The directory `destination`. The directories above an entry need no entry of their own.
    /// - Throws: ``LayerError`` when `destination` is no path in an image.
    public static func directory(at destination: String) throws(LayerError) -> LayerEntry {
        try LayerEntry(destination, .directory)
    }

    /// A symbolic link to `target`, to stand at `destination`.
    /// - Throws: ``LayerError`` when `destination` is no path in an image, or `target` is empty.
    public static func symbolicLink(to target: String, at destination: String) throws(LayerError) -> LayerEntry {
        guard !target.isEmpty, !target.utf8.contains(0) else {
            throw .invalidComponent(destination, component: target)
        }
        return try LayerEntry(destination, .symbolicLink(target: target))
    }
}
