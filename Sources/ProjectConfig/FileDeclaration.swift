public import ImageAssembly
import SystemPackage

/// An item of `files` as `chassis.yaml` declares it.
public struct FileDeclaration: Hashable, Sendable {
    /// The keys of an item.
    enum Key: String, CaseIterable {
        case source, destination, mode, owner

        /// The key with the one that it stands below, for messages.
        var path: String { "\(ProjectFile.Key.files.rawValue).\(rawValue)" }
    }

    /// `source` as it is written, and its line.
    public let source: Located<String>
    /// `destination`.
    public let destination: LayerPath
    /// Whether `destination` ends with `/`: a file then goes into it, under its own name.
    public let endsWithSlash: Bool
    /// `mode` and `owner`.
    public let attributes: LayerEntry.Attributes

    /// The item with its source, which is looked for from the folder `root`; nil when there is none.
    func resolved(at root: FilePath, problems: inout [ProjectProblem]) -> NamedFile? {
        let path = root.pushing(FilePath(source.value)).lexicallyNormalized()
        // Whatever keeps the file from being looked at, the author has to look at the same place.
        guard let status = try? path.stat(), status.type == .regular || status.type == .directory else {
            problems.append(.namedFileMissing(source.value, line: source.line))
            return nil
        }
        do throws(LayerError) {
            var place = destination
            if endsWithSlash, status.type == .regular, let name = path.lastComponent {
                place = try destination.appending(name.string)
            }
            return NamedFile(source: path, destination: place, attributes: attributes, line: source.line)
        } catch {
            problems.append(.badDestination(error, line: source.line))
            return nil
        }
    }
}
