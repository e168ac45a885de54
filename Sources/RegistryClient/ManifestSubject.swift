import ImageAssembly
import OCISpec

/// The part of a manifest that says what it belongs to.
struct ManifestSubject: Hashable, Sendable {
    /// The digest of the manifest that this one belongs to.
    let subject: Digest
    /// This manifest as an entry of a list of referrers: with its kind, and all its annotations.
    let referrer: Descriptor

    private struct Document: Decodable {
        struct Pointer: Decodable {
            let digest: Digest?
            let mediaType: MediaType?
        }
        let subject: Pointer?
        let config: Pointer?
        let artifactType: MediaType?
        let annotations: [String: String]?
    }

    /// Nil when the manifest has no subject.
    init?(_ bytes: [UInt8], _ descriptor: Descriptor) {
        // A manifest that cannot be read has no subject that anybody could find; the registry judges the rest.
        guard let document = try? CanonicalJSON.decode(Document.self, from: bytes),
            let subject = document.subject?.digest
        else { return nil }
        self.subject = subject
        referrer = Descriptor(
            mediaType: descriptor.mediaType, digest: descriptor.digest, size: descriptor.size,
            artifactType: document.artifactType ?? document.config?.mediaType, annotations: document.annotations)
    }
}
