import OCISpec
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A program that keeps credentials for docker and its relatives.
///
/// The [protocol](https://github.com/docker/docker-credential-helpers#development): a verb as the argument, an address or
/// JSON on the standard input, and JSON or an error's words on the standard output. What comes out of `get` is a secret,
/// and any other output may be one, so none of it is shown.
struct CredentialHelper: Sendable {
    private let choice: HelperChoice
    private let file: FilePath
    private let variables: [String: String]
    private let timeLimit: Duration

    /// The helper that `file` names by `choice`.
    /// - Throws: ``HelperError/malformedName(_:namedBy:)``.
    init(
        _ choice: HelperChoice, namedBy file: FilePath, variables: [String: String], timeLimit: Duration
    ) throws(HelperError) {
        guard !choice.name.contains(where: { $0 == "/" || $0 == "\0" || $0.isNewline }) else {
            throw .malformedName(choice.name, namedBy: file)
        }
        self.choice = choice
        self.file = file
        self.variables = variables
        self.timeLimit = timeLimit
    }

    /// The name of its program.
    var command: String { "docker-credential-\(choice.name)" }

    /// Where its program is on the `PATH`; nil when it is not installed.
    var executable: FilePath? {
        (variables["PATH"] ?? "").split(separator: ":").lazy
            .map { FilePath(String($0)).appending(command) }
            .first { FileManager.default.isExecutableFile(atPath: $0.string) }
    }

    /// The credential for `address`; nil when the helper has none, or is not installed and nothing relies on it.
    func get(_ address: String) async throws -> Credential? {
        guard let answer = try await run("get", address, input: address) else { return nil }
        guard answer.succeeded else {
            if answer.saysNotFound { return nil }
            throw HelperError.failed(command: command, verb: "get", address: address)
        }
        // The decoder's error quotes the answer.
        guard let kept = try? CanonicalJSON.decode(KeptCredential.self, from: answer.output) else {
            throw HelperError.unexpectedAnswer(command: command, verb: "get", address: address)
        }
        return kept.credential
    }

    /// Gives `credential` into the helper's keeping, in place of what it has for `address`.
    /// - Returns: false when the helper is not installed and nothing relies on it.
    func store(_ credential: Credential, for address: String) async throws -> Bool {
        guard let kept = KeptCredential(credential, address: address) else {
            throw HelperError.cannotKeepRegistryToken(command: command)
        }
        let input = String(decoding: try CanonicalJSON.encode(kept), as: UTF8.self)
        guard let answer = try await run("store", address, input: input) else { return false }
        guard answer.succeeded else { throw HelperError.failed(command: command, verb: "store", address: address) }
        return true
    }

    /// Makes the helper forget what it has for `registry`, under whichever of its names.
    /// - Returns: whether there was something. A helper that cannot list what it has is asked to forget in any case, and
    ///   believed when it says that it did.
    func erase(_ registry: RegistryName) async throws -> Bool {
        let address = registry.dockerAddress
        guard let list = try await run("list", address, input: "") else { return false }
        var addresses = [address]
        if list.succeeded, let known = try? CanonicalJSON.decode([String: String].self, from: list.output) {
            addresses = known.keys.filter { CredentialKey(parsing: $0) == CredentialKey(registry) }.sorted()
        }
        var hasErased = false
        for address in addresses {
            guard let answer = try await run("erase", address, input: address) else { continue }
            if !answer.succeeded, !answer.saysNotFound {
                throw HelperError.failed(command: command, verb: "erase", address: address)
            }
            hasErased = hasErased || answer.succeeded
        }
        return hasErased
    }

    private func run(_ verb: String, _ address: String, input: String) async throws -> HelperProcess.Answer? {
        guard let executable else {
            guard choice.isRelied else { return nil }
            throw HelperError.notInstalled(command: command, namedBy: file)
        }
        let process = HelperProcess(executable: executable, verb: verb, variables: variables, timeLimit: timeLimit)
        do {
            return try await process.answer(to: input)
        } catch HelperProcess.Failure.timedOut {
            throw HelperError.timedOut(command: command, verb: verb, address: address, limit: timeLimit)
        } catch HelperProcess.Failure.tooMuchOutput {
            throw HelperError.unexpectedAnswer(command: command, verb: verb, address: address)
        } catch HelperProcess.Failure.cannotRun(let reason) {
            throw HelperError.cannotRun(command: command, reason: reason)
        }
    }
}
