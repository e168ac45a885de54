import ArgumentParser
import CredentialStore
import ImageBuild
import PackageCompiler

/// `chassis-build login`: keeps credentials for a registry, where docker finds them too.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Log in to a registry.",
        discussion: """
            The registry is asked first, and nothing is kept that it does not take. Credentials of docker and podman are \
            used as they are; who has logged in with one of them need not do it again.

              echo "$TOKEN" | chassis-build login ghcr.io --username octocat --password-stdin
            """)

    @Argument(help: ArgumentHelp("The registry, for example ghcr.io; Docker Hub if not given.", valueName: "registry"))
    var registry = "docker.io"

    @Option(name: .shortAndLong, help: "The user's name; it is asked for if not given.")
    var username: String?

    @Flag(help: "Read the password, or a token, from the first line of standard input.")
    var passwordStdin = false

    @Option(name: .shortAndLong, help: .hidden)
    var password: String?

    @OptionGroup(title: "Registries") var registries: RegistryFlags

    func validate() throws {
        do {
            try LoginInput.refuseArgument(password)
            _ = try LoginInput.registry(registry)
            if let username { _ = try LoginInput.username(username) }
        } catch {
            throw ValidationError(error.diagnostics.flatMap { [$0.message] + $0.remedies }.joined(separator: "; "))
        }
        if passwordStdin, username == nil {
            throw ValidationError("--password-stdin needs --username: standard input holds the password alone")
        }
    }

    func run() async throws {
        let (name, user, place) = try await CommandRun.result(interrupted: "nothing was kept") {
            [self] variables, _ in
            let name = try LoginInput.registry(registry)
            let user = try username ?? Prompt.line("Username at \(name): ")
            let credential = Credential.basic(username: user, password: try secret(of: user, at: name))
            let access = registries.access(variables: variables, cache: try CacheDirectory.locate(in: variables))
            return (name, user, try await access.login(to: name, with: credential, variables: variables))
        }
        print("logged in to \(name) as \(user); kept in \(place)")
    }

    private func secret(of user: String, at registry: String) throws -> Secret {
        if passwordStdin { return try LoginInput.password(from: .standardInput) }
        let typed = try Prompt.hiddenLine(LoginInput.passwordPrompt(username: user, registry: registry))
        return try LoginInput.password(fromFirstLineOf: Array(typed.utf8))
    }
}
