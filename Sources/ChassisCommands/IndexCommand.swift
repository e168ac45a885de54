import ArgumentParser
import BaseImage
import ImageBuild
import OCISpec
import PackageCompiler
import SystemPackage

/// `chassis-build index`: images of several platforms under one name.
struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Join images for several platforms under one name.",
        subcommands: [Create.self])

    /// `index create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an index over images that were built on different machines.",
            discussion: """
                Each engine then takes the image for its own platform.

                  chassis-build index create oci:amd64 oci:arm64 --tag ghcr.io/team/digits:v1 --push
                """)

        @Argument(
            help: ArgumentHelp(
                "oci:FOLDER, archive:FILE, or the name of an image in a registry.", valueName: "image"),
            transform: Arguments.image)
        var images: [BaseSource]

        @Option(
            help: ArgumentHelp("The name of the whole, for example team/digits:v1.", valueName: "reference"),
            transform: Arguments.reference)
        var tag: ImageReference?

        @Option(
            help: ArgumentHelp("An annotation of the index. Repeatable.", valueName: "key=value"),
            transform: Arguments.setting)
        var annotation: [Arguments.Setting] = []

        @OptionGroup(title: "Output") var outputs: OutputFlags

        @OptionGroup(title: "Registries") var registries: RegistryFlags

        func run() async throws {
            _ = try await CommandRun.result(interrupted: "nothing was delivered", progress: outputs.progress.style) {
                [self] variables, reporter in
                let cache = try CacheDirectory.locate(in: variables)
                let transfer = ImageTransfer(
                    registries: registries.access(variables: variables, cache: cache), cache: cache,
                    reporter: reporter)
                let image = try await transfer.join(
                    images, annotations: Arguments.dictionary(annotation), named: tag, to: outputs.destinations,
                    searchPath: variables["PATH"] ?? "")
                try outputs.tell(image.digestReference, digest: image.digest.description)
                return image
            }
        }
    }
}
