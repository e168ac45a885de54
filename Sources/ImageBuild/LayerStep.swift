import BaseImage
import Compression
import IgnoreRules
import ImageAssembly
import LayerArchive
import OCISpec
import ProjectConfig
import SharedLibraries
import SystemPackage

/// The step from a server and the project's files to the layers of an image upon a base.
struct LayerStep {
    let project: Project
    let choice: CompressionChoice
    let created: Timestamp
    let workspace: FilePath
    let cache: LayerCache

    /// The layers that lie above those of `base`, bottom first.
    func layers(of server: ModelServer, on base: BaseImage) throws -> [BuiltLayer] {
        let rules = try IgnoreRules(of: project.packageRoot)
        var groups: [(content: LayerContent, entries: [LayerEntry])] = [(.system, try system(for: server, on: base))]
        if let folder = project.modelDirectory {
            let files = try ModelFiles(
                LayerEntry.contents(of: folder, at: ImageContract.models, ignoring: rules))
            groups += files.layers.map { (.models, $0) }
        }
        let files = try project.files.flatMap {
            try LayerEntry.named($0.source, at: $0.destination, attributes: $0.attributes, ignoring: rules)
        }
        groups += [(.files, files), (.server, try serverEntries(server))]
        try LayerEntry.checkPlaces(of: groups.flatMap(\.entries))
        return try groups.filter { !$0.entries.isEmpty }.map { content, entries in
            try build(try placed(entries, on: base.listing), content)
        }
    }

    private func serverEntries(_ server: ModelServer) throws -> [LayerEntry] {
        var entries = [try LayerEntry.file(server.executable, at: ImageContract.executable, isExecutable: true)]
        if let info = server.info { entries.append(try .file(bytes: info.json, at: ImageContract.modelInfo)) }
        if let sample = server.sample { entries.append(try .file(bytes: sample, at: ImageContract.sample)) }
        return entries
    }

    /// Shared libraries that the base lacks, and what was asked for by name.
    private func system(for server: ModelServer, on base: BaseImage) throws -> [LayerEntry] {
        var files: [SystemFile] = []
        if server.isDynamic {
            files += try SharedLibraryClosure.of(server.executable, at: ImageContract.executable) { path in
                base.listing.contains(path)
            }
        }
        for inclusion in project.inclusions { files += try SystemFiles(named: inclusion.rawValue).files() }
        return try files.map { try LayerEntry.file($0.source, at: $0.destination) }
    }

    /// The entries where the base's links lead, with the base's own attributes for directories that it has.
    private func placed(_ entries: [LayerEntry], on listing: BaseListing) throws -> [LayerEntry] {
        var placed: [LayerPath: LayerEntry] = [:]
        var order: [LayerPath] = []
        func add(_ entry: LayerEntry) {
            if placed.updateValue(entry, forKey: entry.path) == nil { order.append(entry.path) }
        }
        for entry in entries {
            let moved = entry.at(try listing.resolve(entry.path, isDirectory: entry.content == .directory))
            var parent = moved.path.parent
            while let directory = parent {
                if placed[directory] == nil, let attributes = listing.directoryAttributes(directory) {
                    add(try Self.directory(directory, attributes))
                }
                parent = directory.parent
            }
            if entry.content == .directory, entry.attributes == .usual,
                let attributes = listing.directoryAttributes(moved.path)
            {
                add(try Self.directory(moved.path, attributes))
            } else {
                add(moved)
            }
        }
        return order.compactMap { placed[$0] }
    }

    private static func directory(_ path: LayerPath, _ attributes: TarAttributes) throws -> LayerEntry {
        try LayerEntry.directory(at: path.description).with(
            LayerEntry.Attributes(
                exactly: attributes.permissions, owner: attributes.owner, group: attributes.group))
    }

    private func build(_ entries: [LayerEntry], _ content: LayerContent) throws -> BuiltLayer {
        let layer = try LayerBuilder(
            workspace: workspace, rule: CompressionRule(choice), modificationTime: created, cache: cache
        ).build(entries, createdBy: content.createdBy)
        let files = try entries.compactMap { entry -> (path: String, bytes: Int64)? in
            switch entry.content {
            case .file(let source, _): (entry.path.description, Int64(try source.stat().size))
            case .bytes(let bytes, _): (entry.path.description, Int64(bytes.count))
            case .directory, .symbolicLink: nil
            }
        }
        return BuiltLayer(
            layer: layer, content: content,
            files: Dictionary(files) { first, _ in first })
    }
}

/// A layer, and what it was made of.
struct BuiltLayer {
    let layer: Layer
    let content: LayerContent
    /// The size of each file by its path in the image.
    let files: [String: Int64]
}
