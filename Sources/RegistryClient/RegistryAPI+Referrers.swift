import NIOHTTP1
import OCISpec

/// Manifests that belong to another one by their `subject`
/// ([spec](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers)).
extension RegistryAPI {
    /// Pages of one list that are read; a list that never ends is a mistake of the registry.
    static let pagesMax = 100
    /// Tries to change the index under the tag when others change it at the same time.
    static let referrerTriesMax = 5

    /// The manifests whose subject is `digest`, those of one kind when `artifactType` is given.
    ///
    /// A registry without the API has them in an index under a tag, where clients keep it.
    func referrers(of digest: Digest, artifactType: MediaType? = nil) async throws -> [Descriptor] {
        var found: [Descriptor] = []
        var next: RegistryURL? = url("referrers/\(digest)")
        if let artifactType { next = next?.appending("artifactType", artifactType.rawValue) }
        var pages = 0
        while let page = next {
            let response = try await send(RegistryRequest(method: .GET, url: page, headers: indexAccepted))
            guard response.status == 200 else {
                guard response.status == 404, pages == 0 else { throw try await refusal(response, "list referrers") }
                await response.discard()
                return Self.filtered(try await taggedReferrers(of: digest)?.descriptors ?? [], artifactType)
            }
            guard let bytes = try await response.bytes(max: Limits.listBytes) else {
                throw RegistryError.tooLarge(
                    host: host.name, what: "a list of referrers", bytesMax: Int64(Limits.listBytes))
            }
            let list = try index(bytes, "list referrers").manifests
            let isFiltered = response.headers[canonicalForm: "OCI-Filters-Applied"].contains("artifactType")
            found += isFiltered ? list : Self.filtered(list, artifactType)
            pages += 1
            next = try nextPage(response)
            guard pages < Self.pagesMax || next == nil else {
                throw RegistryError.unexpectedAnswer(
                    host: host.name, action: "list referrers", reason: "the list does not end")
            }
        }
        return found
    }

    /// Adds a manifest to the index under the tag of its subject, where the registry keeps no list itself. Adding one
    /// that is there is a success.
    func addReferrer(_ referrer: Descriptor, to subject: Digest) async throws {
        for _ in 0..<Self.referrerTriesMax {
            let existing = try await taggedReferrers(of: subject)
            if existing?.descriptors.contains(where: { $0.digest == referrer.digest }) == true { return }
            let document = try existing?.adding(referrer) ?? JSONValue(encoding: ImageIndex(manifests: [referrer]))
            let answer = try await putManifest(
                CanonicalJSON.encode(document), .imageIndex, as: Self.referrersTag(subject), ifMatch: existing?.etag)
            if answer.isDone { return }
            guard answer.status == 412 else {
                throw RegistryError.refused(
                    host: host.name, action: "keep the list of referrers", status: answer.status,
                    codes: answer.body.codes, reason: answer.body.reason)
            }
        }
        throw RegistryError.unexpectedAnswer(
            host: host.name, action: "keep the list of referrers", reason: "others change it all the time")
    }

    /// `sha256-` and the digits. The specification cuts the algorithm after 32 characters and the digits after 64, which
    /// no SHA-256 has.
    static func referrersTag(_ subject: Digest) -> String { "sha256-\(subject.hex)" }

    private struct TaggedReferrers {
        let document: JSONValue
        let descriptors: [Descriptor]
        let etag: String?

        /// The index with one more entry, and all that is in it besides, known to us or not.
        func adding(_ descriptor: Descriptor) throws -> JSONValue {
            guard case .object(var members) = document else { return document }
            let entry = try JSONValue(encoding: descriptor)
            if case .array(let entries)? = members["manifests"] {
                members["manifests"] = .array(entries + [entry])
            } else {
                members["manifests"] = .array([entry])
            }
            return .object(members)
        }
    }

    private func taggedReferrers(of subject: Digest) async throws -> TaggedReferrers? {
        let tag = Self.referrersTag(subject)
        let (manifest, etag): (FetchedManifest, String?)
        do {
            (manifest, etag) = try await manifestAndTag(tag, what: "\(place):\(tag)")
        } catch RegistryError.notFound {
            return nil
        }
        guard manifest.descriptor.mediaType == .imageIndex else {
            throw RegistryError.unexpectedAnswer(
                host: host.name, action: "keep the list of referrers",
                reason: "the tag `\(tag)` is no index, but `\(OneLine.clean(manifest.descriptor.mediaType.rawValue))`")
        }
        return TaggedReferrers(
            document: try CanonicalJSON.decode(JSONValue.self, from: manifest.bytes),
            descriptors: try index(manifest.bytes, "send the list of referrers").manifests, etag: etag)
    }

    private static func filtered(_ list: [Descriptor], _ artifactType: MediaType?) -> [Descriptor] {
        artifactType.map { type in list.filter { $0.artifactType == type } } ?? list
    }

    private func nextPage(_ response: RegistryResponse) throws -> RegistryURL? {
        guard let text = LinkHeader.next(response.headers["Link"]) else { return nil }
        guard let page = LocationResolver.resolve(text, from: response.url), page.origin == host.origin else {
            return nil
        }
        return page
    }

    private func index(_ bytes: [UInt8], _ action: String) throws -> ImageIndex {
        do {
            return try CanonicalJSON.decode(ImageIndex.self, from: bytes)
        } catch {
            throw RegistryError.unexpectedAnswer(host: host.name, action: action, reason: "it is no image index")
        }
    }

    private var indexAccepted: HTTPHeaders { ["Accept": MediaType.imageIndex.rawValue] }
}
