import LayerArchive

/// Directories, links and files by name, without their content.
struct FileTree: Sendable {
    /// What stands at a path.
    enum Kind: Hashable, Sendable {
        /// A directory; without attributes when no entry of its own made it, but one below it.
        case directory(TarAttributes?)
        /// A symbolic link to this target.
        case symbolicLink(String)
        /// Anything else.
        case file
    }

    /// A path and what is below it.
    private struct Node {
        var kind: Kind
        var children: [String: Node] = [:]

        var isDirectory: Bool { if case .directory = kind { true } else { false } }
    }

    /// Too many links on the way to `path`.
    struct LinkLoop: Error {
        let path: String
    }

    /// As many as Linux follows.
    static let linksMax = 40

    private var root = Node(kind: .directory(nil))

    /// What stands at `path`; links are not followed.
    func kind(at path: some Sequence<String>) -> Kind? {
        var node = root
        for name in path {
            guard let child = node.children[name] else { return nil }
            node = child
        }
        return node.kind
    }

    /// `path` without links in it; absolute targets begin at the root, and `..` does not leave it.
    /// - Parameter followsLast: Whether a link at the end is followed as well.
    func resolve(_ path: [String], followsLast: Bool) throws(LinkLoop) -> [String] {
        var rest = Array(path.reversed())
        var resolved: [String] = []
        var links = 0
        while let name = rest.popLast() {
            if name == ".." {
                _ = resolved.popLast()
                continue
            }
            resolved.append(name)
            guard followsLast || !rest.isEmpty, case .symbolicLink(let target)? = kind(at: resolved) else { continue }
            links += 1
            guard links <= Self.linksMax else { throw LinkLoop(path: path.joined(separator: "/")) }
            resolved = target.hasPrefix("/") ? [] : Array(resolved.dropLast())
            rest += target.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
        }
        return resolved
    }

    /// Puts `kind` at `path`, as an engine that unpacks a layer does: a directory keeps what is in it when it is put
    /// over a directory, and everything else replaces what was there. Links above `path` are followed.
    mutating func put(_ kind: Kind, at path: [String]) throws(LinkLoop) {
        guard let name = path.last else { return }
        let parent = try resolve(path.dropLast(), followsLast: true)
        Self.change(&root, at: parent[...]) { directory in
            if case .directory = kind, let old = directory.children[name], old.isDirectory {
                directory.children[name]?.kind = kind
            } else {
                directory.children[name] = Node(kind: kind)
            }
        }
    }

    /// Removes `path` and what is below it. Links above it are followed.
    mutating func remove(_ path: [String]) throws(LinkLoop) {
        guard let name = path.last else { return }
        let parent = try resolve(path.dropLast(), followsLast: true)
        guard kind(at: parent) != nil else { return }
        Self.change(&root, at: parent[...]) { $0.children[name] = nil }
    }

    /// Removes what is below `path`.
    mutating func removeContents(of path: [String]) throws(LinkLoop) {
        let path = try resolve(path, followsLast: true)
        guard kind(at: path) != nil else { return }
        Self.change(&root, at: path[...]) { $0.children = [:] }
    }

    /// Changes the directory `path`, which is made, with those above it, when it is not there.
    private static func change(_ node: inout Node, at path: ArraySlice<String>, _ body: (inout Node) -> Void) {
        guard let name = path.first else { return body(&node) }
        var child = Node(kind: .directory(nil))
        // Taken out and put back, so that the dictionaries on the way are changed in place and not copied.
        if let old = node.children.removeValue(forKey: name), old.isDirectory { child = old }
        change(&child, at: path.dropFirst(), body)
        node.children[name] = child
    }
}
