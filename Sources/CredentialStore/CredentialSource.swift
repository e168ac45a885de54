/// Knows credentials for registries.
///
/// Asking changes nothing and may be repeated, from any task; an answer may cost a run of another program, so a client
/// keeps it. A registry may be named in any way that ``CredentialStore`` lists for it.
public protocol CredentialSource: Sendable {
    /// The credential for `repository` of `registry` (`ghcr.io`, `localhost:5000`), nil when there is none.
    /// - Parameter repository: the name within the registry (`team/digits`); nil asks for the registry as a whole.
    /// - Throws: a `DiagnosticError` when a place that should have the answer cannot give it; `CancellationError`.
    func credential(registry: String, repository: String?) async throws -> FoundCredential?

    /// The places where credentials for `registry` are looked for, in their order, each with what it says about it:
    /// for the message when a registry lets nobody in.
    func searched(for registry: String) -> [String]
}
