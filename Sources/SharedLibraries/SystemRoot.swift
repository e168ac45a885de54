import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder that is taken for the root of a system: symbolic links in it are followed as that system would.
struct SystemRoot {
    /// The folder, `/` for the system that runs.
    let folder: FilePath

    /// As many as Linux follows.
    private static let linksMax = 40

    /// The regular file at `path` of the system, with every link on the way followed; nil when there is none.
    func file(at path: FilePath) -> FilePath? { resolve(path, to: .regular) }

    /// The folder at `path` of the system, with every link on the way followed; nil when there is none.
    func folder(at path: FilePath) -> FilePath? { resolve(path, to: .directory) }

    /// The names in the folder at `path`, sorted; without any when it cannot be read, or is none.
    func names(in path: FilePath) -> [String] {
        let names = folder(at: path).flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.string) }
        return (names ?? []).sorted()
    }

    /// The text of the file at `path`; nil when there is none, or it cannot be read.
    func text(at path: FilePath) -> String? {
        file(at: path).flatMap { try? Data(contentsOf: URL(filePath: $0.string)) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func resolve(_ path: FilePath, to kind: FileType) -> FilePath? {
        var rest = Array(path.components.reversed())
        var found = folder
        var depth = 0
        var links = 0
        while let component = rest.popLast() {
            if component.kind == .parentDirectory {
                if depth > 0 { (found, depth) = (found.removingLastComponent(), depth - 1) }
                continue
            }
            let next = found.appending(component)
            // Whatever the reason, a file that cannot be looked at is not there for the loader either.
            guard let status = try? next.stat(followTargetSymlink: false) else { return nil }
            guard status.type == .symbolicLink else {
                (found, depth) = (next, depth + 1)
                continue
            }
            links += 1
            guard links <= Self.linksMax,
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next.string)
            else { return nil }
            let path = FilePath(target)
            if path.isAbsolute { (found, depth) = (folder, 0) }
            rest += path.components.reversed()
        }
        guard (try? found.stat().type) == kind else { return nil }
        return found
    }
}
