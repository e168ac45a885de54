public import OCISpec
public import SystemPackage

extension RegistryClient {
    /// The manifest or index that `reference` names; its digest where it has one, else its tag.
    ///
    /// The bytes are those that the digest names, the media type is the one that both the registry and the document say.
    /// - Throws: ``RegistryError``, an error of the credentials, or `CancellationError`.
    public func manifest(_ reference: ImageReference) async throws -> FetchedManifest {
        let (api, _) = try await reader(of: reference)
        let name = reference.digest?.description ?? reference.tag ?? "latest"
        return try await api.manifestAndTag(name, what: reference.description).0
    }

    /// The manifest with this digest in the repository of `reference`, for an entry of an index.
    public func manifest(_ digest: Digest, in reference: ImageReference) async throws -> FetchedManifest {
        let (api, _) = try await reader(of: reference)
        return try await api.manifest(digest.description)
    }

    /// Fetches a blob of the repository of `reference` into the new file `file`.
    ///
    /// Digest and size are checked before the file has its name. Until then its bytes are in `<file>.partial`, which stays
    /// after a failure, and with which the next call goes on.
    /// - Throws: ``RegistryError``, an error of the credentials, or `CancellationError`.
    public func fetchBlob(_ descriptor: Descriptor, from reference: ImageReference, to file: FilePath) async throws {
        let (api, patience) = try await reader(of: reference)
        try await BlobDownload(descriptor: descriptor, api: api, patience: patience, target: file, report: report).run()
    }

    /// The manifests that belong to `digest` by their subject, those of one kind when `artifactType` is given.
    public func referrers(
        of digest: Digest, in reference: ImageReference, artifactType: MediaType? = nil
    ) async throws -> [Descriptor] {
        let (api, _) = try await reader(of: reference)
        return try await api.referrers(of: digest, artifactType: artifactType)
    }

    private func reader(of reference: ImageReference) async throws -> (RegistryAPI, Patience) {
        let repository = RegistryHost.repository(of: reference)
        let access = AccessScope(needed: [.repository(repository)], repository: repository)
        return try await api(for: RegistryHost.name(for: reference), repository: repository, access: access)
    }
}
