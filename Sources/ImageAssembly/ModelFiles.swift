import SystemPackage

/// What a model brings along, divided over layers so that a weight file that did not change is a layer that did not
/// change, whatever else changes beside it.
///
/// A large file has a layer of its own, which holds the directories above it (root's, 0755) and nothing else. It
/// depends on the file's place in the image, its bytes and its right to be executed alone, and so is the same in every
/// image of every model.
public struct ModelFiles: Hashable, Sendable {
    /// From this size on a file is large: 64 MiB.
    public static let largeBytesMin: Int64 = 64 << 20

    /// The large files, by path.
    public let large: [LayerEntry]
    /// All other entries, which stand together in one layer; none when only directories are left that hold nothing.
    public let small: [LayerEntry]

    /// The entries of each layer. The large files come first: what lies above a layer does not change what it is to an
    /// engine, and it is the small files that are edited.
    public var layers: [[LayerEntry]] { large.map { [$0] } + (small.isEmpty ? [] : [small]) }

    /// Divides `entries` by the sizes that the files have now.
    /// - Throws: ``LayerError`` when a file cannot be looked at.
    public init(_ entries: [LayerEntry]) throws(LayerError) {
        try self.init(entries, largeBytesMin: Self.largeBytesMin)
    }

    init(_ entries: [LayerEntry], largeBytesMin: Int64) throws(LayerError) {
        var (large, small): ([LayerEntry], [LayerEntry]) = ([], [])
        for entry in entries {
            if try Self.size(of: entry) >= largeBytesMin { large.append(entry) } else { small.append(entry) }
        }
        self.large = large.sorted {
            $0.path.description.utf8.lexicographicallyPrecedes($1.path.description.utf8)
        }
        guard entries.contains(where: { $0.content != .directory }) else {
            self.small = []
            return
        }
        // The layers of what is below them have these already.
        let parents = Set(entries.compactMap(\.path.parent))
        let isNeeded = { (entry: LayerEntry) in
            entry.content != .directory || entry.attributes != .usual || !parents.contains(entry.path)
        }
        self.small = small.filter(isNeeded)
    }

    private static func size(of entry: LayerEntry) throws(LayerError) -> Int64 {
        switch entry.content {
        case .directory, .symbolicLink: return 0
        case .bytes(let bytes, _): return Int64(bytes.count)
        case .file(let source, _): return try FileStamp(source).size
        }
    }
}
