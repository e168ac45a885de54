import BaseImage
import ImageAssembly
import LayerArchive
import OCISpec
import RegistryClient
import SystemPackage

/// Fetches a base image from its registry, and keeps what it has fetched: a base that is named by its digest and was
/// used before is read without a network.
struct CachedRegistryFetcher: BaseFetcher {
    let client: RegistryClient
    let reference: ImageReference
    let cache: BlobCache

    func roots() async throws -> [BaseRoot] {
        if let digest = reference.digest, let kept = try keptManifest(digest) {
            return [BaseRoot(kept, name: reference.fullyQualified)]
        }
        let fetched = try await client.manifest(reference)
        try keep(fetched)
        return [BaseRoot(fetched.descriptor, name: reference.fullyQualified)]
    }

    func manifest(_ descriptor: Descriptor) async throws -> [UInt8] {
        if let file = cache.file(descriptor.digest), let bytes = try Self.bytes(of: file, if: descriptor) {
            return bytes
        }
        let fetched = try await client.manifest(descriptor.digest, in: reference)
        try keep(fetched)
        return fetched.bytes
    }

    func blob(_ descriptor: Descriptor) async throws -> FilePath {
        if let file = cache.file(descriptor.digest) { return file }
        let place = try cache.place(of: descriptor.digest)
        try await client.fetchBlob(descriptor, from: reference, to: place)
        return place
    }

    private func keep(_ manifest: FetchedManifest) throws {
        try cache.keep(manifest.bytes, as: manifest.descriptor.digest)
    }

    /// The descriptor of a manifest that was kept; its media type stands in it, as it does in all of OCI's and docker's.
    private func keptManifest(_ digest: Digest) throws -> Descriptor? {
        guard let file = cache.file(digest) else { return nil }
        let bytes = try SourceFile.bytes(of: file)
        guard try Digest.of(bytes) == digest,
            case .string(let type)? = try? CanonicalJSON.decode(JSONValue.self, from: bytes)["mediaType"]
        else { return nil }
        return Descriptor(mediaType: MediaType(rawValue: type), digest: digest, size: Int64(bytes.count))
    }

    private static func bytes(of file: FilePath, if descriptor: Descriptor) throws -> [UInt8]? {
        let bytes = try SourceFile.bytes(of: file)
        return try Digest.of(bytes) == descriptor.digest ? bytes : nil
    }
}
