import ArgumentParser
import BaseImage
import ImageBuild
import OCISpec
import PackageCompiler
import SystemPackage

/// `chassis-build push`: publishes an image that is there already.
struct PushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Publish an image that was built before.",
        discussion: """
            What a registry has already is not sent again, and what was interrupted goes on where it was, also after \
            the tool was killed. Tags come last: none ever leads to an image that is not all there.

              chassis-build push oci:image ghcr.io/team/digits:v1 ghcr.io/team/digits:latest
            """)

    @Argument(
        help: ArgumentHelp(
            "oci:FOLDER, oci:FOLDER:NAME, archive:FILE, or the name of an image in a registry.", valueName: "image"),
        transform: Arguments.image)
    var image: BaseSource

    @Argument(
        help: ArgumentHelp("Where to, each with its registry.", valueName: "reference"),
        transform: Arguments.reference)
    var references: [ImageReference]

    @OptionGroup(title: "Registries") var registries: RegistryFlags

    @OptionGroup var progress: ProgressFlag

    func run() async throws {
        let lines = try await CommandRun.result(interrupted: "call it again to go on", progress: progress.style) {
            [self] variables, reporter in
            let cache = try CacheDirectory.locate(in: variables)
            let published = try await ImageTransfer(
                registries: registries.access(variables: variables, cache: cache), cache: cache, reporter: reporter
            ).push(image, to: references)
            return published
        }
        for line in lines { print(line) }
    }
}
