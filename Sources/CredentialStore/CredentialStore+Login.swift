import OCISpec
import SystemPackage

extension CredentialStore {
    /// Keeps `credential` for `registry`, in place of what was kept for it, so that the next lookup finds it; check it
    /// against the registry first. Two at once both succeed.
    ///
    /// It goes where a lookup would find the old one: into the first file that has an entry or a helper for the registry,
    /// through the helper where there is one. A registry that no file knows goes to `REGISTRY_AUTH_FILE`, else to
    /// docker's `config.json`. The file has mode 0600 afterwards.
    /// - Returns: the place, for the user: `~/.docker/config.json`, `docker-credential-pass`.
    /// - Throws: ``LoginInputError`` for a name that is none; ``CredentialFileError``, ``HelperError``,
    ///   `CancellationError`.
    public func store(_ credential: Credential, for registry: String) async throws -> String {
        let registry = try LoginInput.registryName(registry)
        if case .basic(let username, _) = credential { _ = try LoginInput.username(username) }
        guard let file = try fileKnowing(registry) ?? places.newLogins else { throw CredentialFileError.homeless }
        if let choice = try file.load()?.helper(for: registry) {
            let helper = try helper(choice, of: file)
            if try await helper.store(credential, for: registry.dockerAddress) {
                try await change(file) { document throws(CredentialFileError) in
                    try document.set(.object([:]), for: registry)
                }
                return helper.command
            }
        }
        try await change(file) { document throws(CredentialFileError) in
            try document.set(credential.entry, for: registry)
        }
        return places.shown(file.path)
    }

    /// Removes what is kept for the whole of `registry` in the first file, or its helper, that has something.
    ///
    /// Only one place, as docker and podman do: what another tool keeps elsewhere is its own, and ``LogoutResult`` tells
    /// of it.
    /// - Throws: as ``store(_:for:)``.
    public func erase(registry name: String) async throws -> LogoutResult {
        let registry = try LoginInput.registryName(name)
        var removedFrom: String?
        for file in places.files where file.format != .legacy && removedFrom == nil {
            removedFrom = try await erase(registry, in: file)
        }
        let remaining = try await credential(registry: name, repository: nil)
        return LogoutResult(removedFrom: removedFrom, remaining: remaining?.origin)
    }

    /// Removes what is kept for `registry` in `file` and its helper, and returns where that was.
    private func erase(_ registry: RegistryName, in file: CredentialFile) async throws -> String? {
        guard let document = try file.load() else { return nil }
        var place: String?
        if let choice = try document.helper(for: registry) {
            let helper = try helper(choice, of: file)
            if try await helper.erase(registry) { place = helper.command }
        }
        if try document.hasEntry(for: registry) {
            try await change(file) { document throws(CredentialFileError) in try document.set(nil, for: registry) }
            place = place ?? places.shown(file.path)
        }
        return place
    }

    /// The first file that can be written and has an entry or a helper for just this registry.
    private func fileKnowing(_ registry: RegistryName) throws(CredentialFileError) -> CredentialFile? {
        for file in places.files where file.format != .legacy {
            guard let document = try file.load() else { continue }
            let helper = try document.helper(for: registry)
            if helper?.isForEverything == false { return file }
            if try document.hasEntry(for: registry) { return file }
        }
        return nil
    }

    /// Reads `file` under its lock, lets `edit` change it, and writes it back whole.
    private func change(
        _ file: CredentialFile, _ edit: (inout CredentialDocument) throws(CredentialFileError) -> Void
    ) async throws {
        let target = PrivateFile.target(of: file.path)
        try PrivateFile.createFolder(target.removingLastComponent())
        try await FileLock.with(target) {
            var document =
                try CredentialFile(path: file.path, format: file.format, isChosen: true).load()
                ?? CredentialDocument(emptyFor: file)
            try edit(&document)
            try PrivateFile.replace(target, with: document.encoded())
        }
    }
}
