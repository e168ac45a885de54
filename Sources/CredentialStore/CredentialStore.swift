public import SystemPackage

/// The credentials that docker, podman and pipelines have left for a user, looked up as they do it.
///
/// The order: what was given ``init(variables:home:explicit:helperTimeLimit:)`` for the registry; the file
/// `REGISTRY_AUTH_FILE`; podman's `auth.json` of the session (`XDG_RUNTIME_DIR`), then of the user (`XDG_CONFIG_HOME`);
/// docker's `config.json` (`DOCKER_CONFIG`), then its old `.dockercfg`; the variables of GitHub's and GitLab's pipelines;
/// netrc. The first place that knows the registry counts, and within a file the most specific entry.
///
/// Pipeline variables stand behind the files because they are there in every job, while a file has an entry only when
/// somebody has logged in; and before netrc, whose `default` is for every host there is.
public struct CredentialStore: CredentialSource {
    private let variables: [String: String]
    private let explicit: [RegistryName: FoundCredential]
    private let pipeline: PipelineVariables
    private let helperTimeLimit: Duration
    let places: CredentialPlaces

    /// The credentials that `variables` and `home` lead to.
    /// - Parameters:
    ///   - explicit: what the user gave on the command line, under the registry that it is for: an image may come from
    ///     one registry and go to another, and a password must not reach both.
    ///   - helperTimeLimit: how long a credential helper may take, which may ask its user to unlock a store.
    public init(
        variables: [String: String], home: FilePath?, explicit: [String: FoundCredential] = [:],
        helperTimeLimit: Duration = .seconds(10)
    ) {
        self.init(
            variables: variables, places: CredentialPlaces(variables: variables, home: home), explicit: explicit,
            helperTimeLimit: helperTimeLimit)
    }

    /// The credentials in `places`.
    init(
        variables: [String: String], places: CredentialPlaces, explicit: [String: FoundCredential] = [:],
        helperTimeLimit: Duration = .seconds(10)
    ) {
        self.variables = variables
        self.places = places
        self.helperTimeLimit = helperTimeLimit
        pipeline = PipelineVariables(variables)
        let named = explicit.map { (CredentialKey(parsing: $0.key).registry, $0.value) }
        self.explicit = Dictionary(named) { first, _ in first }
    }

    /// The credential for `repository` of `registry`, nil when no place has one.
    /// - Throws: ``CredentialFileError``, ``HelperError``, ``NetrcError``, `CancellationError`.
    public func credential(registry: String, repository: String?) async throws -> FoundCredential? {
        let registry = CredentialKey(parsing: registry).registry
        if let credential = explicit[registry] { return credential }
        for file in places.files {
            guard let document = try file.load() else { continue }
            for answer in try document.answers(for: registry, repository: repository) {
                if let credential = try await credential(answer, in: file, for: registry) { return credential }
            }
        }
        if let credential = pipeline.credential(for: registry) { return credential }
        guard let netrc = places.netrc, let entry = try Netrc.load(netrc)?.entry(for: registry.machines) else {
            return nil
        }
        let name = entry.machine.map { "machine \($0)" } ?? "default"
        return FoundCredential(
            .basic(username: entry.login, password: entry.password), origin: "\(places.shown(netrc)), \(name)")
    }

    /// The helper that `choice` in `file` names.
    func helper(_ choice: HelperChoice, of file: CredentialFile) throws(HelperError) -> CredentialHelper {
        try CredentialHelper(choice, namedBy: file.path, variables: variables, timeLimit: helperTimeLimit)
    }

    private func credential(
        _ answer: CredentialAnswer, in file: CredentialFile, for registry: RegistryName
    ) async throws -> FoundCredential? {
        switch answer {
        case .entry(let credential, let key):
            return FoundCredential(credential, origin: "\(places.shown(file.path)), entry \(key)")
        case .helper(let choice):
            let helper = try helper(choice, of: file)
            return try await helper.get(registry.dockerAddress).map { credential in
                FoundCredential(credential, origin: "\(helper.command), named by \(places.shown(file.path))")
            }
        }
    }
}

extension CredentialStore {
    /// The places where credentials for `registry` are looked for, each with what stands there; helpers are not run.
    public func searched(for registry: String) -> [String] {
        let registry = CredentialKey(parsing: registry).registry
        let files = places.files.map { "\(places.shown($0.path)) (\(finding(in: $0, for: registry)))" }
        let netrc = places.netrc.map { ["\(places.shown($0)) (\(finding(inNetrc: $0, for: registry)))"] } ?? []
        return files + pipeline.searched(for: registry) + netrc
    }

    /// This goes into the message of another error, so one of a file's own becomes a few words.
    private func finding(in file: CredentialFile, for registry: RegistryName) -> String {
        guard let document = try? file.load() else { return Self.absence(of: file.path) }
        guard let answers = try? document.answers(for: registry, repository: nil) else { return "malformed" }
        let findings = answers.map { answer in
            switch answer {
            case .entry(_, let key): return "entry \(key)"
            case .helper(let choice):
                guard let helper = try? helper(choice, of: file) else { return "malformed helper" }
                return helper.executable == nil ? "\(helper.command), which is not installed" : helper.command
            }
        }
        return findings.isEmpty ? "no entry for \(registry)" : findings.joined(separator: ", ")
    }

    private func finding(inNetrc file: FilePath, for registry: RegistryName) -> String {
        guard let netrc = try? Netrc.load(file) else { return Self.absence(of: file) }
        guard let entry = netrc.entry(for: registry.machines) else { return "no machine \(registry.machines[0])" }
        return entry.machine.map { "machine \($0)" } ?? "default"
    }

    private static func absence(of file: FilePath) -> String {
        do {
            _ = try file.stat()
            return "cannot be read"
        } catch {
            return error == .noSuchFileOrDirectory ? "not there" : "cannot be read"
        }
    }
}
