import NIOHTTP1
import OCISpec

extension RegistryAPI {
    /// What a manifest's PUT came to.
    struct PutManifest: Sendable {
        let status: Int
        let body: ErrorBody
        /// The tags that the registry has set with the same request.
        let tags: [String]
        /// Whether the registry has noted what the manifest's `subject` is, and lists it as a referrer.
        let hasNotedSubject: Bool

        var isDone: Bool { (200..<300).contains(status) }
    }

    /// The digest of the manifest under a tag or a digest; nil when there is none, or the registry does not say.
    func manifestDigest(_ reference: String) async throws -> Digest? {
        let response = try await send(
            RegistryRequest(method: .HEAD, url: url("manifests/\(reference)"), headers: accept))
        await response.discard()
        switch response.status {
        // Without the header, the manifest would have to be fetched to know; to put it again costs less.
        case 200: return response.contentDigest.flatMap { try? Digest(parsing: $0) }
        case 403, 429, 500...:
            throw RegistryError.refused(
                host: host.name, action: "look for a manifest in \(repository)", status: response.status, codes: [],
                reason: nil)
        default: return nil
        }
    }

    /// The manifest under a tag or a digest, its bytes checked.
    func manifest(_ reference: String) async throws -> FetchedManifest {
        try await manifestAndTag(reference, what: "\(place):\(reference)").0
    }

    /// The manifest with the `ETag` of its answer.
    func manifestAndTag(_ reference: String, what: String) async throws -> (FetchedManifest, etag: String?) {
        let response = try await send(
            RegistryRequest(method: .GET, url: url("manifests/\(reference)"), headers: accept))
        guard response.status == 200 else {
            if response.status == 404 {
                await response.discard()
                throw RegistryError.notFound(host: host.name, what: "image \(what)")
            }
            throw try await refusal(response, "send \(what)")
        }
        guard let bytes = try await response.bytes(max: Limits.manifestBytes) else {
            throw RegistryError.tooLarge(host: host.name, what: "a manifest", bytesMax: Int64(Limits.manifestBytes))
        }
        let digest = try Digest.of(bytes)
        // By tag, the registry's own word is all that there is to compare with.
        let asked = try? Digest(parsing: reference)
        let expected = asked ?? response.contentDigest.flatMap { try? Digest(parsing: $0) } ?? digest
        guard digest == expected else {
            throw RegistryError.digestDiffers(host: host.name, what: what, expected: expected, found: "\(digest)")
        }
        let type = try mediaType(of: bytes, header: response.headers.first(name: "Content-Type"), what: what)
        let descriptor = Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
        return (FetchedManifest(descriptor: descriptor, bytes: bytes), response.headers.first(name: "ETag"))
    }

    /// Puts a manifest under a digest or a tag: the bytes that were hashed, and no others.
    func putManifest(
        _ bytes: [UInt8], _ type: MediaType, as reference: String, tags: [String] = [], ifMatch: String? = nil
    ) async throws -> PutManifest {
        var target = url("manifests/\(reference)")
        for tag in tags { target = target.appending("tag", tag) }
        var request = RegistryRequest(
            method: .PUT, url: target, headers: ["Content-Type": type.rawValue], body: .bytes(bytes))
        if let ifMatch { request.headers.add(name: "If-Match", value: ifMatch) }
        let reply = try await reply(to: request)
        if (200..<300).contains(reply.status), let found = reply.headers.first(name: "Docker-Content-Digest") {
            let digest = try Digest.of(bytes)
            guard found == "\(digest)" else {
                throw RegistryError.digestDiffers(
                    host: host.name, what: "the manifest that was sent", expected: digest, found: OneLine.clean(found))
            }
        }
        let tags = reply.headers[canonicalForm: "OCI-Tag"].map(String.init)
        return PutManifest(
            status: reply.status, body: reply.body, tags: tags,
            hasNotedSubject: reply.headers.contains(name: "OCI-Subject"))
    }

    private var accept: HTTPHeaders { HTTPHeaders(ManifestKind.accepted.map { ("Accept", $0) }) }

    private struct Typed: Decodable {
        let mediaType: String?
        let schemaVersion: Int?
    }

    /// What the manifest is, on which the registry and the document itself must agree where both say it.
    private func mediaType(of bytes: [UInt8], header: String?, what: String) throws -> MediaType {
        let header = header.map { String($0.prefix { $0 != ";" }).filter { !$0.isWhitespace }.lowercased() }
        guard let document = try? CanonicalJSON.decode(Typed.self, from: bytes) else {
            throw RegistryError.unexpectedAnswer(
                host: host.name, action: "send \(what)", reason: OneLine.of(bytes) ?? "it is no JSON")
        }
        if document.schemaVersion == 1 || ManifestKind.isSchema1(header ?? "") {
            throw RegistryError.schema1(host: host.name, what: what)
        }
        // What a server says of files that it knows nothing about is no claim.
        let claim = header.flatMap {
            ["", "application/json", "application/octet-stream", "text/plain"].contains($0) ? nil : $0
        }
        if let claim, let own = document.mediaType, claim != own {
            throw RegistryError.mediaTypeDiffers(
                host: host.name, what: what, header: OneLine.clean(claim), document: OneLine.clean(own))
        }
        guard let type = document.mediaType ?? claim else {
            throw RegistryError.unexpectedAnswer(
                host: host.name, action: "send \(what)", reason: "nothing says what kind of manifest it is")
        }
        return MediaType(rawValue: type)
    }
}
