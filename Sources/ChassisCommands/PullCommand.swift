import ArgumentParser
import BaseImage
import ImageBuild
import OCISpec
import PackageCompiler
import SystemPackage

/// `chassis-build pull`: brings an image from a registry.
struct PullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Bring an image from a registry, to files or to an engine.",
        discussion: """
            Every byte is compared with the image's digests. What was interrupted goes on where it was.

              chassis-build pull ghcr.io/team/digits:v1 --output oci:image
            """)

    @Argument(
        help: ArgumentHelp("The image's name, with its registry.", valueName: "reference"),
        transform: Arguments.reference)
    var reference: ImageReference

    @Option(
        help: ArgumentHelp(
            "Which of several platforms; this machine's if not given.", valueName: "os/architecture"),
        transform: Arguments.platform)
    var platform: Platform?

    @Flag(help: "All platforms, with the index over them.")
    var allPlatforms = false

    @OptionGroup(title: "Output") var outputs: OutputFlags

    @OptionGroup(title: "Registries") var registries: RegistryFlags

    func validate() throws {
        if platform != nil, allPlatforms { throw ValidationError("write --platform or --all-platforms, not both") }
        if outputs.push { throw ValidationError("pull brings an image; chassis-build push takes it to a registry") }
    }

    func run() async throws {
        _ = try await CommandRun.result(interrupted: "call it again to go on", progress: outputs.progress.style) {
            [self] variables, reporter in
            let cache = try CacheDirectory.locate(in: variables)
            let transfer = ImageTransfer(
                registries: registries.access(variables: variables, cache: cache), cache: cache, reporter: reporter)
            let image = try await transfer.deliver(
                .registry(reference), for: allPlatforms ? nil : platform ?? .host, named: reference,
                to: outputs.destinations, searchPath: variables["PATH"] ?? "")
            try outputs.tell(image.digestReference, digest: image.digest.description)
            return image
        }
    }
}
