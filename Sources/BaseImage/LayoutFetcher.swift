import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// Finds a base image in an OCI layout.
struct LayoutFetcher: BaseFetcher {
    private let store: any LayoutStore
    private let name: String?

    /// The image `name` of the layout in `store`; nil for the only one.
    init(_ store: any LayoutStore, name: String?) {
        self.store = store
        self.name = name
    }

    func roots() throws -> [BaseRoot] {
        guard let version = try store.decoded(LayoutVersion.self, LayoutFiles.layout)?.imageLayoutVersion else {
            throw problem(.notAnImage(reason: "there is no `\(LayoutFiles.layout)`"))
        }
        guard version == LayoutVersion.known else {
            throw problem(.notAnImage(reason: "it is a layout of the unknown version `\(version)`"))
        }
        guard let index = try store.decoded(ImageIndex.self, LayoutFiles.index) else {
            throw problem(.notAnImage(reason: "there is no `\(LayoutFiles.index)`"))
        }
        guard !index.manifests.isEmpty else {
            throw problem(.notAnImage(reason: "`\(LayoutFiles.index)` names no image"))
        }
        let entries = try named(index.manifests)
        guard Set(entries.map(\.layoutName)).count == 1 else {
            throw problem(.severalImages(names: Self.names(of: entries)))
        }
        return entries.map { BaseRoot($0, name: $0.fullName) }
    }

    func manifest(_ descriptor: Descriptor) throws -> [UInt8] {
        let file = try SourceFile(blob(descriptor))
        defer { file.close() }
        // The file may be of any size, and goes into memory.
        guard file.size == descriptor.size else {
            throw problem(.wrongSize(descriptor.digest, stated: descriptor.size, found: file.size))
        }
        var bytes: [UInt8] = []
        try file.forEachPiece { bytes += $0 }
        return bytes
    }

    func blob(_ descriptor: Descriptor) throws -> FilePath {
        guard let file = try store.blob(descriptor.digest) else { throw problem(.missingBlob(descriptor.digest)) }
        return file
    }

    /// The entries called ``name``: exactly so, else by the same name in full, else by the tag alone.
    private func named(_ entries: [Descriptor]) throws(BaseError) -> [Descriptor] {
        guard let name else { return entries }
        // What is no reference can be the name of an entry still.
        let full = (try? ImageReference(parsing: name))?.fullyQualifiedTag
        let ways: [(Descriptor) -> Bool] = [
            { $0.layoutNames.contains(name) },
            { full != nil && $0.layoutReferences.contains { $0.fullyQualifiedTag == full } },
            { $0.layoutReferences.contains { $0.tag == name } },
        ]
        for isNamed in ways where entries.contains(where: isNamed) { return entries.filter(isNamed) }
        throw problem(.noSuchName(name, offered: Self.names(of: entries)))
    }

    private static func names(of entries: [Descriptor]) -> [String] {
        Set(entries.map { $0.layoutName ?? $0.digest.description }).sorted()
    }

    private func problem(_ problem: BaseProblem) -> BaseError { BaseError(store.source, problem) }
}

extension Descriptor {
    /// The names that the entry of a layout's index has; the first is the fuller one.
    fileprivate var layoutNames: [String] {
        [Annotation.containerdImageName, Annotation.referenceName].compactMap { annotations?[$0] }
    }

    fileprivate var layoutName: String? { layoutNames.first }

    /// Those of the names that are references; a name may be any text.
    fileprivate var layoutReferences: [ImageReference] { layoutNames.compactMap { try? ImageReference(parsing: $0) } }

    /// The first name that has a registry in it: `ref.name` is often a tag alone.
    fileprivate var fullName: String? { layoutReferences.first { $0.registry != nil }?.fullyQualified }
}
