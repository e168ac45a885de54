public import ImageAssembly
import OCISpec

extension ImageBundle {
    /// The image by its digest, under its name: `digits@sha256:…`.
    public var digestReference: String { reference.digestReference(digest) }
}

extension ImageReference? {
    /// `digest` under this name, without its tag; the digest alone where there is no name.
    func digestReference(_ digest: Digest) -> String {
        guard let name = self else { return digest.description }
        return "\([name.registry, name.repository].compactMap(\.self).joined(separator: "/"))@\(digest)"
    }
}
