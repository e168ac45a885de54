public import IgnoreRules
public import SystemPackage

extension LayerEntry {
    /// Names that serve the machine or the repository and not the model.
    private static let namesLeftOut: Set<String> = [".DS_Store", ".gitkeep", IgnoreRules.fileName]

    /// Everything in `folder`, to stand below `destination`; an empty `destination` is the image's root.
    ///
    /// Files, folders (empty ones as well) and hidden files are taken. Symbolic links stay links; they must be relative
    /// and, read as text, stay inside of `folder`, and one that leads in a circle is followed by nobody here. Two hard
    /// links to one file are two files: a copy, a clone and an archive know nothing of such links, and the digest must
    /// be theirs. Left out are `.DS_Store`, `.gitkeep`, `.chassisignore` and what the rules `ignoring` leave out, whose
    /// folders are not looked into.
    /// - Throws: ``LayerError``, naming the first path in the way; ``LayerError/leftOut(_:rule:line:)`` when `folder`
    ///   itself is one that the rules leave out.
    public static func contents(
        of folder: FilePath, at destination: String, ignoring rules: IgnoreRules = .none
    ) throws(LayerError) -> [LayerEntry] {
        let status: Stat
        do { status = try folder.stat() } catch { throw .unreadable(folder, error) }
        guard status.type == .directory else { throw .notAFolder(folder) }
        try check(folder, isDirectory: true, against: rules)
        var entries: [LayerEntry] = []
        if !destination.isEmpty { entries.append(try .directory(at: destination)) }
        try append(folder, below: destination, depth: 0, ignoring: rules.applied(to: folder), to: &entries)
        return entries
    }

    /// What a project names: the file `source`, or the folder `source` with everything in it, to stand at
    /// `destination` with `attributes`. A link that is named is followed; those in a folder are taken as
    /// ``contents(of:at:ignoring:)`` takes them.
    /// - Throws: ``LayerError``; ``LayerError/leftOut(_:rule:line:)`` when the rules leave out what is named.
    public static func named(
        _ source: FilePath, at destination: LayerPath, attributes: Attributes = .usual,
        ignoring rules: IgnoreRules = .none
    ) throws(LayerError) -> [LayerEntry] {
        let status: Stat
        do { status = try source.stat() } catch { throw .unreadable(source, error) }
        if status.type == .directory {
            let entries = try contents(of: source, at: destination.description, ignoring: rules)
            return entries.map { $0.with(attributes) }
        }
        try check(source, isDirectory: false, against: rules)
        return [try file(source, at: destination.description).with(attributes)]
    }

    private static func check(
        _ source: FilePath, isDirectory: Bool, against rules: IgnoreRules
    ) throws(LayerError) {
        guard let rule = rules.rule(leavingOut: source, isDirectory: isDirectory) else { return }
        throw .leftOut(source, rule: rule.text, line: rule.line)
    }

    private static func append(
        _ folder: FilePath, below destination: String, depth: Int, ignoring rules: IgnoreRules,
        to entries: inout [LayerEntry]
    ) throws(LayerError) {
        for name in try FolderListing.names(in: folder) where !namesLeftOut.contains(name) {
            let source = folder.appending(name)
            let place = destination.isEmpty ? name : "\(destination)/\(name)"
            let status: Stat
            do { status = try source.stat(followTargetSymlink: false) } catch { throw .unreadable(source, error) }
            guard rules.rule(leavingOut: source, isDirectory: status.type == .directory) == nil else { continue }
            switch status.type {
            case .regular: entries.append(try .file(source, at: place))
            case .symbolicLink:
                entries.append(try .symbolicLink(to: linkTarget(source, depth: depth), at: place))
            case .directory:
                entries.append(try .directory(at: place))
                try append(source, below: place, depth: depth + 1, ignoring: rules, to: &entries)
            default: throw .unsupportedKind(source, kind: FileKindName.of(status.type))
            }
        }
    }

    /// The target of the link `source`, which stands `depth` folders below the one that is copied.
    private static func linkTarget(_ source: FilePath, depth: Int) throws(LayerError) -> String {
        let target = try FolderListing.linkTarget(source)
        var level = target.hasPrefix("/") ? -1 : depth
        for component in target.split(separator: "/") where level >= 0 && component != "." {
            level += component == ".." ? -1 : 1
        }
        guard level >= 0 else { throw .linkLeavesFolder(source, target: target) }
        return target
    }
}
