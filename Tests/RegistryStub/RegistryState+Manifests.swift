import NIOCore
import OCISpec

/// Manifests and tags.
extension RegistryState {
    /// What the registry reads in a manifest or an index.
    struct Contents: Decodable {
        var mediaType: MediaType?
        var config: Descriptor?
        var layers: [Descriptor]?
        var manifests: [Descriptor]?
        var subject: Descriptor?
        var artifactType: MediaType?
        var annotations: [String: String]?
    }

    func manifest(_ reference: String, in repository: String, for request: Request) -> Reply {
        guard let manifest = repositories[repository]?.manifest(reference) else {
            return .error(404, "MANIFEST_UNKNOWN", "manifest unknown")
        }
        let accepted = request.headers[canonicalForm: "accept"].map { $0.prefix { $0 != ";" } }
        let type = manifest.mediaType.rawValue
        guard !options.checksAccept || accepted.contains(where: { $0 == type || $0 == "*/*" }) else {
            return .error(404, "MANIFEST_UNKNOWN", "accept header does not support \(type)")
        }
        return Reply(
            200,
            [("Content-Type", type), ("Docker-Content-Digest", manifest.digest.description)] + tagHeaders(manifest),
            body: .bytes(ByteBuffer(bytes: manifest.bytes)))
    }

    mutating func putManifest(
        _ body: ByteBuffer, as reference: String, in repository: String, for request: Request
    ) throws -> Reply {
        if body.readableBytes > options.manifestBytesMax { return .error(413, "SIZE_INVALID", "manifest too large") }
        let bytes = Array(body.readableBytesView)
        let type = MediaType(rawValue: request.headers.first(name: "content-type") ?? "")
        // What cannot be read is an answer, not an error.
        guard let contents = try? CanonicalJSON.decode(Contents.self, from: bytes),
            contents.mediaType == nil || contents.mediaType == type, type.rawValue.hasPrefix("application/vnd.")
        else { return .error(400, "MANIFEST_INVALID", "not a manifest of the type \(type)") }
        let manifest = RegistryStub.StoredManifest(bytes: bytes, mediaType: type, digest: try Digest.of(bytes))
        let isDigest = reference.contains(":")
        if isDigest, reference != manifest.digest.description { return .error(400, "DIGEST_INVALID", reference) }
        let tags = (isDigest ? [] : [reference]) + (options.takesTagQuery ? request.query["tag"] : [])
        return refusal(of: manifest, contents, tags: tags, in: repository, for: request)
            ?? store(manifest, contents, tags: tags, in: repository, reference: reference)
    }

    private mutating func refusal(
        of manifest: RegistryStub.StoredManifest, _ contents: Contents, tags: [String], in name: String,
        for request: Request
    ) -> Reply? {
        var repository = repositories[name, default: Repository()]
        defer { repositories[name] = repository }
        if options.checksManifestBlobs {
            let blobs = ([contents.config].compactMap(\.self) + (contents.layers ?? []))
                .filter {
                    !$0.mediaType.rawValue.contains("foreign") && !$0.mediaType.rawValue.contains("nondistributable")
                }
            let missing =
                blobs.map(\.digest).filter { !repository.look(for: $0) }
                + (contents.manifests ?? []).map(\.digest).filter { repository.manifests[$0] == nil }
            if let first = missing.first { return .error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown: \(first)") }
        }
        if options.hasImmutableTags, let tag = tags.first(where: { repository.tags[$0] != nil }) {
            return .error(409, "TAG_IMMUTABLE", "the tag \(tag) is immutable")
        }
        if options.hasETags, let wanted = request.headers.first(name: "if-match"), let tag = tags.first {
            let current = repository.tags[tag].map { "\"\($0)\"" }
            if wanted != current { return .error(412, "PRECONDITION_FAILED", "the tag has moved") }
        }
        return nil
    }

    private mutating func store(
        _ manifest: RegistryStub.StoredManifest, _ contents: Contents, tags: [String], in name: String,
        reference: String
    ) -> Reply {
        repositories[name, default: Repository()].add(manifest, tag: nil)
        for tag in tags { repositories[name]?.tags[tag] = manifest.digest }
        var headers = [
            ("Location", "/v2/\(name)/manifests/\(reference)"), ("Docker-Content-Digest", manifest.digest.description),
        ]
        headers += tagHeaders(manifest)
        if options.takesTagQuery { headers += tags.filter { $0 != reference }.map { ("OCI-Tag", $0) } }
        if options.hasReferrers, let subject = contents.subject {
            headers.append(("OCI-Subject", subject.digest.description))
        }
        return Reply(201, headers)
    }

    private func tagHeaders(_ manifest: RegistryStub.StoredManifest) -> [(String, String)] {
        options.hasETags ? [("ETag", "\"\(manifest.digest)\"")] : []
    }
}
