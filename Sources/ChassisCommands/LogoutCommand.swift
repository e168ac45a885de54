import ArgumentParser
import CredentialStore
import SystemPackage

/// `chassis-build logout`: forgets credentials for a registry.
struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget the credentials for a registry.")

    @Argument(help: ArgumentHelp("The registry, for example ghcr.io; Docker Hub if not given.", valueName: "registry"))
    var registry = "docker.io"

    func run() async throws {
        let result = try await CommandRun.result(interrupted: "nothing was removed") { [self] variables, _ in
            try await CredentialStore(variables: variables, home: variables["HOME"].map { FilePath($0) })
                .erase(registry: registry)
        }
        guard let place = result.removedFrom else {
            print("nothing was kept for \(registry)")
            return
        }
        print("removed from \(place)")
        if let remaining = result.remaining { StandardError.write("note: credentials remain in \(remaining)\n") }
    }
}
