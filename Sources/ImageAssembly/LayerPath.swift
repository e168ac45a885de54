/// Where an entry stands in an image: relative to its root, with `/` between the components.
///
/// Two paths are equal when their bytes are; unlike `String`, composed and decomposed forms of a letter differ here, as
/// they do for Linux.
public struct LayerPath: Hashable, Sendable, CustomStringConvertible {
    /// The path: `models/digits/weights.bin`.
    public let description: String

    /// Reads a path as a user writes it.
    /// - Throws: ``LayerError``, naming the first rule that the path breaks.
    public init(parsing text: String) throws(LayerError) {
        guard !text.hasPrefix("/") else { throw .absolutePath(text) }
        guard !text.utf8.contains(0) else { throw .invalidComponent(text, component: text) }
        for component in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard !component.isEmpty, component != ".", component != ".." else {
                throw .invalidComponent(text, component: String(component))
            }
            // A name with this prefix tells an engine to delete a file of the layers below.
            // https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
            guard !component.hasPrefix(".wh.") else { throw .whiteoutName(text) }
        }
        description = text
    }

    /// A path of which every prefix up to a `/` was checked already.
    private init(checked description: String) {
        self.description = description
    }

    /// Reads a path as a container sees it, from its root: `/etc/app/settings.json`. One `/` at the end changes
    /// nothing.
    /// - Throws: ``LayerError``, naming the first rule that the path breaks.
    public init(parsingAbsolute text: String) throws(LayerError) {
        guard text.hasPrefix("/") else { throw .relativePath(text) }
        guard text != "/" else { throw .imageRoot(text) }
        let rest = text.dropFirst()
        try self.init(parsing: String(rest.hasSuffix("/") ? rest.dropLast() : rest))
    }

    /// The path of `name` in the directory that this one is.
    /// - Throws: ``LayerError``, naming the first rule that the path breaks.
    public func appending(_ name: String) throws(LayerError) -> LayerPath {
        try LayerPath(parsing: "\(description)/\(name)")
    }

    /// The directory that the path stands in; nil at the root.
    package var parent: LayerPath? {
        description.utf8.lastIndex(of: UInt8(ascii: "/")).map { LayerPath(checked: String(description[..<$0])) }
    }

    /// Compares the bytes of two paths.
    public static func == (left: LayerPath, right: LayerPath) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes the bytes of the path.
    public func hash(into hasher: inout Hasher) {
        var text = description
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
