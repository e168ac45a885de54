public import ImageAssembly
public import LayerArchive

/// What is in a base image once all of its layers lie upon each other, and where our files go in it.
///
/// In many images `bin` and `lib` are links to `usr/bin` and `usr/lib`. A layer with a directory `bin` would take such
/// a link away, and with it every program; so a path goes through ``resolve(_:isDirectory:)`` before it becomes an
/// entry.
public struct BaseListing: Sendable {
    private let source: String
    private var tree = FileTree()

    /// Nothing: the listing of no layer.
    init(source: String) {
        self.source = source
    }

    /// Lays `layer` on top.
    mutating func add(_ layer: LayerListing) throws(BaseError) {
        do throws(FileTree.LinkLoop) {
            for path in layer.opaqueDirectories { try tree.removeContents(of: path) }
            for path in layer.whiteouts { try tree.remove(path) }
            for addition in layer.additions { try tree.put(addition.kind, at: addition.path) }
        } catch {
            throw BaseError(source, .linkLoop(path: error.path))
        }
    }

    /// Where an entry of ours for `path` must stand so that it is found there and takes nothing of the base away:
    /// `usr/bin/x` for `bin/x`. A link at the end is followed for a directory, and replaced by anything else.
    /// - Throws: ``BaseError`` when a link leads in a circle, when something above is a file, or when a file would
    ///   replace a directory.
    public func resolve(_ path: LayerPath, isDirectory: Bool = false) throws -> LayerPath {
        let parts = Self.components(path.description)
        let parent = try resolve(Array(parts.dropLast()), for: path)
        let place = isDirectory ? try resolve(parts, for: path) : parent + parts.suffix(1)
        // A link to the root, into which a directory of ours should go, holds itself.
        guard !place.isEmpty else { throw BaseError(source, .linkLoop(path: path.description)) }
        try checkIsDirectory(isDirectory ? place : parent, for: path)
        if !isDirectory, case .directory? = followed(path.description) {
            throw BaseError(source, .coversDirectory(path: path.description))
        }
        return try LayerPath(parsing: place.joined(separator: "/"))
    }

    /// Mode, owner and time of the directory `path` of the base, links followed. Nil when it is not there, or is made
    /// by the paths of other entries only, in which case an engine gives it 0755.
    ///
    /// An entry for a directory that is there replaces its attributes, so ours must have these.
    public func directoryAttributes(_ path: LayerPath) -> TarAttributes? {
        guard case .directory(let attributes)? = followed(path.description) else { return nil }
        return attributes
    }

    /// Whether there is something at `path`, links followed; with or without a slash before it.
    public func contains(_ path: String) -> Bool { followed(path) != nil }

    /// What is at `path` once links are followed; a link that leads in a circle leads to nothing.
    private func followed(_ path: String) -> FileTree.Kind? {
        guard let parts = try? tree.resolve(Self.components(path), followsLast: true) else { return nil }
        return tree.kind(at: parts)
    }

    private func resolve(_ parts: [String], for path: LayerPath) throws(BaseError) -> [String] {
        do throws(FileTree.LinkLoop) {
            return try tree.resolve(parts, followsLast: true)
        } catch {
            throw BaseError(source, .linkLoop(path: path.description))
        }
    }

    private func checkIsDirectory(_ parts: [String], for path: LayerPath) throws(BaseError) {
        for count in 0...parts.count {
            guard let kind = tree.kind(at: parts[..<count]) else { return }
            guard case .directory = kind else {
                let parent = parts[..<count].joined(separator: "/")
                throw BaseError(source, .parentNotADirectory(path: path.description, parent: parent))
            }
        }
    }

    private static func components(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.map(String.init)
    }
}
