public import OCISpec
public import SystemPackage

/// The image that others are built upon, as a user names it.
public enum BaseSource: Hashable, Sendable, CustomStringConvertible {
    /// None: the image has our layers alone.
    case scratch
    /// An OCI layout folder; `name` is a name or a tag in its index, needed when it holds images of several names.
    case layout(FilePath, name: String?)
    /// A tar file as `podman save` and `docker save` write it, OCI's or docker's, perhaps compressed with gzip.
    case archive(FilePath)
    /// An image in a registry.
    case registry(ImageReference)

    /// Reads `scratch`, `oci:DIR`, `oci:DIR:NAME`, `archive:FILE`, or a reference. The folder of a layout ends at the
    /// first colon.
    /// - Throws: ``BaseError``, or `ImageReferenceError`.
    public init(parsing text: String) throws {
        if text == "scratch" {
            self = .scratch
        } else if text.hasPrefix("oci:") {
            let parts = text.dropFirst("oci:".count).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard !parts[0].isEmpty, parts.count == 1 || !parts[1].isEmpty else {
                throw BaseError(text, .incompleteName(form: "oci:DIR or oci:DIR:NAME"))
            }
            self = .layout(FilePath(String(parts[0])), name: parts.count == 2 ? String(parts[1]) : nil)
        } else if text.hasPrefix("archive:") {
            let file = text.dropFirst("archive:".count)
            guard !file.isEmpty else { throw BaseError(text, .incompleteName(form: "archive:FILE")) }
            self = .archive(FilePath(String(file)))
        } else {
            self = .registry(try ImageReference(parsing: text))
        }
    }

    /// The form that ``init(parsing:)`` reads.
    public var description: String {
        switch self {
        case .scratch: "scratch"
        case .layout(let folder, let name): "oci:\(folder)" + (name.map { ":\($0)" } ?? "")
        case .archive(let file): "archive:\(file)"
        case .registry(let reference): "\(reference)"
        }
    }
}
