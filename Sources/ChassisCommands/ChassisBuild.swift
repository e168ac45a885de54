public import ArgumentParser

/// The command `chassis-build`.
public struct ChassisBuild: AsyncParsableCommand {
    /// The command's name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "chassis-build",
        abstract: "Turn a Swift package that holds a machine-learning model into a container image.",
        discussion: """
            The result, the image's digest reference, is the one line on standard output; everything else goes to \
            standard error.

              chassis-build --interface kserve --load podman
              chassis-build Examples/DigitsClassifier --interface omi --tag digits:v1 --output oci:image
              chassis-build run --watch
            """,
        version: "0.1.0",
        subcommands: [
            BuildCommand.self, RunCommand.self, PredictCommand.self, TestCommand.self, PushCommand.self,
            PullCommand.self, IndexCommand.self, LoginCommand.self, LogoutCommand.self, RuntimeCommand.self,
            CacheCommand.self,
        ],
        defaultSubcommand: BuildCommand.self)

    /// The command with nothing parsed yet.
    public init() {}
}
