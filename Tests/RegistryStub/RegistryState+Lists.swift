import NIOCore
import OCISpec

/// Tags and referrers, page by page.
extension RegistryState {
    private struct TagList: Encodable {
        let name: String
        let tags: [String]
    }

    func tags(of name: String, for request: Request) -> Reply {
        guard let repository = repositories[name] else { return .error(404, "NAME_UNKNOWN", name) }
        let last = request.query["last"].first
        let all = repository.tags.keys.sorted().filter { tag in last.map { tag > $0 } ?? true }
        let length = [request.query["n"].first.flatMap { Int($0) }, options.pageLength].compactMap(\.self).min()
        let page = Array(all.prefix(length ?? all.count))
        var headers = [("Content-Type", "application/json")]
        if let length, page.count < all.count, let last = page.last {
            headers.append(("Link", "</v2/\(name)/tags/list?n=\(length)&last=\(last)>; rel=\"next\""))
        }
        return Reply(200, headers, body: Self.json(TagList(name: name, tags: page)))
    }

    func referrers(to text: String, in name: String, for request: Request) throws -> Reply {
        guard options.hasReferrers else { return .notFound }
        guard let digest = try? Digest(parsing: text) else { return .error(400, "DIGEST_INVALID", text) }
        let manifests = (repositories[name]?.manifests.values).map(Array.init) ?? []
        var all = try manifests.sorted { $0.digest.hex < $1.digest.hex }
            .compactMap { try Self.descriptor(of: $0, ifReferringTo: digest) }
        var headers = [("Content-Type", MediaType.imageIndex.rawValue)]
        if let type = request.query["artifactType"].first {
            all = all.filter { $0.artifactType?.rawValue == type }
            headers.append(("OCI-Filters-Applied", "artifactType"))
        }
        let start = request.query["start"].first.flatMap { Int($0) } ?? 0
        let page = Array(all.dropFirst(start).prefix(options.pageLength ?? all.count))
        if start + page.count < all.count {
            let filter = request.query["artifactType"].first.map { "&artifactType=\($0)" } ?? ""
            let link = "/v2/\(name)/referrers/\(digest)?start=\(start + page.count)\(filter)"
            headers.append(("Link", "<\(link)>; rel=\"next\""))
        }
        return Reply(200, headers, body: Self.json(ImageIndex(manifests: page)))
    }

    private static func descriptor(
        of manifest: RegistryStub.StoredManifest, ifReferringTo subject: Digest
    ) throws -> Descriptor? {
        let contents = try CanonicalJSON.decode(Contents.self, from: manifest.bytes)
        guard contents.subject?.digest == subject else { return nil }
        return Descriptor(
            mediaType: manifest.mediaType, digest: manifest.digest, size: Int64(manifest.bytes.count),
            artifactType: contents.artifactType ?? contents.config?.mediaType, annotations: contents.annotations)
    }

    private static func json(_ value: some Encodable) -> Reply.Body {
        // Strings and numbers always encode.
        .bytes(ByteBuffer(bytes: (try? CanonicalJSON.encode(value)) ?? []))
    }
}
