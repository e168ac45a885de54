/// The credentials that pipelines of GitHub and GitLab have in their environment, each for one registry.
struct PipelineVariables: Sendable {
    private let variables: [String: String]

    /// The credentials in `variables`.
    init(_ variables: [String: String]) {
        self.variables = variables.filter { !$0.value.isEmpty }
    }

    /// The credential for `registry`, nil when there is none.
    func credential(for registry: RegistryName) -> FoundCredential? {
        if registry == Self.github { return github }
        if registry == gitlab { return gitlabUser ?? gitlabJob }
        return nil
    }

    /// The variables that would be looked at for `registry`, each with whether it is there.
    func searched(for registry: RegistryName) -> [String] {
        var names: [String] = []
        if registry == Self.github { names = ["GITHUB_TOKEN"] }
        if registry == gitlab { names = ["CI_REGISTRY_PASSWORD", "CI_JOB_TOKEN"] }
        return names.map { variables[$0] == nil ? "\($0) (not set)" : $0 }
    }

    private static let github = RegistryName(host: "ghcr.io")

    private var gitlab: RegistryName? { variables["CI_REGISTRY"].map { CredentialKey(parsing: $0).registry } }

    /// GitHub's registry takes any user beside a token; the pipeline's own makes its log readable.
    private var github: FoundCredential? {
        guard let token = variables["GITHUB_TOKEN"] else { return nil }
        let user = variables["GITHUB_ACTOR"] ?? "x-access-token"
        return FoundCredential(.basic(username: user, password: Secret(token)), origin: "GITHUB_TOKEN")
    }

    private var gitlabUser: FoundCredential? {
        guard let user = variables["CI_REGISTRY_USER"], let password = variables["CI_REGISTRY_PASSWORD"] else {
            return nil
        }
        return FoundCredential(
            .basic(username: user, password: Secret(password)), origin: "CI_REGISTRY_USER, CI_REGISTRY_PASSWORD")
    }

    private var gitlabJob: FoundCredential? {
        guard let token = variables["CI_JOB_TOKEN"] else { return nil }
        return FoundCredential(
            .basic(username: "gitlab-ci-token", password: Secret(token)), origin: "CI_JOB_TOKEN")
    }
}
