public import ContainerEngine
public import SystemPackage

/// A place that an image is delivered to.
public enum Destination: Hashable, Sendable {
    /// An OCI layout folder, new or added to.
    case layout(FilePath)
    /// A file that podman, docker, containerd and skopeo all load.
    case archive(FilePath)
    /// The same archive on standard output, which then holds nothing else.
    case standardOutput
    /// The image storage of a container engine.
    case engine(Engine)
    /// The registry that the image's name leads to.
    case registry

    /// Reads a destination as it stands after `--output`: `oci:FOLDER`, `archive:FILE`, or `archive:-` for
    /// standard output.
    /// - Throws: ``DestinationError``.
    public init(parsing text: String) throws(DestinationError) {
        guard let colon = text.firstIndex(of: ":") else { throw .missingKind(text) }
        let path = String(text[text.index(after: colon)...])
        guard !path.isEmpty else { throw .missingPath(text) }
        switch text[..<colon] {
        case "oci": self = .layout(FilePath(path))
        case "archive": self = path == "-" ? .standardOutput : .archive(FilePath(path))
        default: throw .unknownKind(text)
        }
    }
}

/// A text that does not name a destination.
public enum DestinationError: Error, Equatable, CustomStringConvertible {
    /// There is no colon in it.
    case missingKind(String)
    /// What stands before the colon is not known.
    case unknownKind(String)
    /// Nothing follows the colon.
    case missingPath(String)

    /// What is wrong and what would be right.
    public var description: String {
        let forms = "write oci:FOLDER for an OCI layout or archive:FILE for a file that podman and docker load"
        switch self {
        case .missingKind(let text): return "\"\(text)\" does not say what to write; \(forms)"
        case .unknownKind(let text): return "\"\(text)\" is of no known kind; \(forms)"
        case .missingPath(let text): return "\"\(text)\" names no path; \(forms)"
        }
    }
}
